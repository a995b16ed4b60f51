/** What Flink's REST API says of the job: polled, kept as of the last answer. */
@NullMarked
package org.entropyrepair.console.flink;

import org.jspecify.annotations.NullMarked;
