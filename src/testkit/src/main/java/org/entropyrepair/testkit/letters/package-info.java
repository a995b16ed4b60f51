/** Dead letters, made up for tests, and the records that they are. */
@NullMarked
package org.entropyrepair.testkit.letters;

import org.jspecify.annotations.NullMarked;
