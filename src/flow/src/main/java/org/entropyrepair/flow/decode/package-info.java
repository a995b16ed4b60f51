/**
 * Bytes to words: records of a failure topic go in; failures come out, and on the side a dead
 * letter for each record that cannot be one.
 */
@NullMarked
package org.entropyrepair.flow.decode;

import org.jspecify.annotations.NullMarked;
