/** What the page changes: the tool's own commands, one at a time. */
@NullMarked
package org.entropyrepair.console.act;

import org.jspecify.annotations.NullMarked;
