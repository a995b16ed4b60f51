/**
 * Scopes, lags, retries and rates of a running job: what is in force is read from the topic of
 * answers, a revision is proposed on the config topic, and the job says what becomes of it.
 */
@NullMarked
package org.entropyrepair.cli.scopes;

import org.jspecify.annotations.NullMarked;
