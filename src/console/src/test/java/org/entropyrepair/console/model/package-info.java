/** Tests. */
@NullMarked
package org.entropyrepair.console.model;

import org.jspecify.annotations.NullMarked;
