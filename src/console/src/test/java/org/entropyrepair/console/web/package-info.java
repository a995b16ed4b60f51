/** Tests. */
@NullMarked
package org.entropyrepair.console.web;

import org.jspecify.annotations.NullMarked;
