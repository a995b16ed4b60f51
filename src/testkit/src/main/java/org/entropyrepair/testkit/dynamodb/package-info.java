/** A real DynamoDB Local in a process of its own: paused, killed and started again at will. */
@NullMarked
package org.entropyrepair.testkit.dynamodb;

import org.jspecify.annotations.NullMarked;
