/** The console as a process of its own, as somebody starts it. */
@NullMarked
package org.entropyrepair.console.process;

import org.jspecify.annotations.NullMarked;
