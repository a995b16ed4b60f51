/** Tests of the region config: documents go in, whole messages are asserted. */
@NullMarked
package org.entropyrepair.config;

import org.jspecify.annotations.NullMarked;
