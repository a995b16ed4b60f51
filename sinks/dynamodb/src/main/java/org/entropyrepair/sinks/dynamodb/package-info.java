/** A region's store in Amazon DynamoDB: mutations go in, results come out. */
@NullMarked
package org.entropyrepair.sinks.dynamodb;

import org.jspecify.annotations.NullMarked;
