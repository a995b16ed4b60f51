/**
 * What the topics say, kept so that it can be asked: records go in, counts, lists and one edge's
 * outcomes come out. Bounded in memory; what does not fit is in a folder that is thrown away.
 */
@NullMarked
package org.entropyrepair.console.model;

import org.jspecify.annotations.NullMarked;
