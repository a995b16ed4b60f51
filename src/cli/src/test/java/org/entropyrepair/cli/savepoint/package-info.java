/** Tests of the commands about savepoints. */
@NullMarked
package org.entropyrepair.cli.savepoint;

import org.jspecify.annotations.NullMarked;
