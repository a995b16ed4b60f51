/**
 * Real servers from Maven artifacts, each a process of its own: where their jars are, and what all
 * of them have in common.
 */
@NullMarked
package org.entropyrepair.testkit.server;

import org.jspecify.annotations.NullMarked;
