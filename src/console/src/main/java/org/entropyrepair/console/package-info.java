/**
 * The page of the engineer on call: composition of its rooms, and the command that serves it. The
 * topics and Flink's REST API go in; nothing is kept that they do not say.
 */
@NullMarked
package org.entropyrepair.console;

import org.jspecify.annotations.NullMarked;
