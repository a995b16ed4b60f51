/**
 * Dead letters: the records of their topic go in; what is listed, shown, redriven into failure
 * topics or marked as discarded comes out. What has been dealt with stands on a compacted topic
 * beside theirs.
 */
@NullMarked
package org.entropyrepair.cli.letters;

import org.jspecify.annotations.NullMarked;
