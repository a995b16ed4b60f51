/**
 * The words of the house: edges, cells, tokens, versions and their order, outcomes and reasons.
 * Values only.
 */
@NullMarked
package org.entropyrepair.core.model;

import org.jspecify.annotations.NullMarked;
