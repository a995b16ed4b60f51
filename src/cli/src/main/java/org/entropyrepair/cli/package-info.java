/**
 * The operator's tool: a command line comes in, and the room of its command answers it. Each room
 * is a package of its own and knows {@code frame}, never the other way round.
 */
@NullMarked
package org.entropyrepair.cli;

import org.jspecify.annotations.NullMarked;
