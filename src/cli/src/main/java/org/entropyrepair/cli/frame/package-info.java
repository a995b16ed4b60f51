/**
 * What all commands have in common: where values of options come from, how output and errors look,
 * exit codes.
 */
@NullMarked
package org.entropyrepair.cli.frame;

import org.jspecify.annotations.NullMarked;
