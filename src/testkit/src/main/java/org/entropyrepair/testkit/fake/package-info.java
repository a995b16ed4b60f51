/**
 * Hand-written fakes for tests: mutations go in, a script says what comes out, and a journal says
 * what came in.
 */
@NullMarked
package org.entropyrepair.testkit.fake;

import org.jspecify.annotations.NullMarked;
