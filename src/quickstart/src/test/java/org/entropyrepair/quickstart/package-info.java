/** What the quickstart's tests share. */
@NullMarked
package org.entropyrepair.quickstart;

import org.jspecify.annotations.NullMarked;
