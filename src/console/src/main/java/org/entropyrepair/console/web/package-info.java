/** HTTP: who may ask, what is answered, and the page itself. */
@NullMarked
package org.entropyrepair.console.web;

import org.jspecify.annotations.NullMarked;
