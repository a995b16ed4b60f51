/**
 * The way back of dead letters: which are meant, which of them go, where to, and what is marked.
 * The operator's tool goes this way letter by letter; here is also the flow of a job that goes it
 * with a queue of any length. Dead letters and marks flow in, failures and marks flow out.
 */
@NullMarked
package org.entropyrepair.flow.redrive;

import org.jspecify.annotations.NullMarked;
