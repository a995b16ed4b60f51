/** Tests. */
@NullMarked
package org.entropyrepair.cli.topics;

import org.jspecify.annotations.NullMarked;
