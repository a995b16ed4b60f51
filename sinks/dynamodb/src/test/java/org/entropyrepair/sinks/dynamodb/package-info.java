/** Tests of the store in DynamoDB, against DynamoDB Local and against made-up answers. */
@NullMarked
package org.entropyrepair.sinks.dynamodb;

import org.jspecify.annotations.NullMarked;
