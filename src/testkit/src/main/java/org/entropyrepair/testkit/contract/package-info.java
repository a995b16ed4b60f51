/**
 * Suites which every implementation of a contract passes: a store comes in, what it does to cells
 * is checked.
 */
@NullMarked
package org.entropyrepair.testkit.contract;

import org.jspecify.annotations.NullMarked;
