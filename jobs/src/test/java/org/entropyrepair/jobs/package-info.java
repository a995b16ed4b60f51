/** Tests. */
@NullMarked
package org.entropyrepair.jobs;

import org.jspecify.annotations.NullMarked;
