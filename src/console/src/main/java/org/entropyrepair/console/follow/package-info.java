/** Reads topics from their beginnings to their ends and on, and hands each record to the model. */
@NullMarked
package org.entropyrepair.console.follow;

import org.jspecify.annotations.NullMarked;
