/**
 * Where the regions' stores live during a run: in this JVM, or in real servers, one per region,
 * which are started here and end with the run. The kind and the regions go in; settings for the
 * region config, a judge who can look into the stores, and the switch that takes a region down come
 * out.
 */
@NullMarked
package org.entropyrepair.quickstart.hosts;

import org.jspecify.annotations.NullMarked;
