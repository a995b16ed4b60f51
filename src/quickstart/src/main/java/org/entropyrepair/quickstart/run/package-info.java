/**
 * One run of the quickstart: the options go in; a folder, a broker, the regions' stores and a Flink
 * cluster come up and go down again; in between stand the phases, and at the end the result.
 */
@NullMarked
package org.entropyrepair.quickstart.run;

import org.jspecify.annotations.NullMarked;
