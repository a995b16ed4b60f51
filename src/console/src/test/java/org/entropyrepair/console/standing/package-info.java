/** What is said of pending repairs, held against the state of a job that runs. */
@NullMarked
package org.entropyrepair.console.standing;

import org.jspecify.annotations.NullMarked;
