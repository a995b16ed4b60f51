/** Tests. */
@NullMarked
package org.entropyrepair.cli.explain;

import org.jspecify.annotations.NullMarked;
