/** Savepoints and checkpoints: their path goes in, what is pending in them comes out. */
@NullMarked
package org.entropyrepair.cli.savepoint;

import org.jspecify.annotations.NullMarked;
