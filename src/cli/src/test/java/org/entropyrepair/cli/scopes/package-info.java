/** Tests of the commands about scopes. */
@NullMarked
package org.entropyrepair.cli.scopes;

import org.jspecify.annotations.NullMarked;
