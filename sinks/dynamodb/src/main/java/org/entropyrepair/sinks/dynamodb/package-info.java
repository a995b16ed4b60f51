/**
 * A region's store in Amazon DynamoDB: mutations go in, conditional writes go out, and results come
 * back.
 *
 * <p>From the outside in: {@link org.entropyrepair.sinks.dynamodb.DynamoDbStoreFactory} reads the
 * {@code Settings}; a {@code DynamoDbStore} is one opening; {@code Connections} shares one {@code
 * Connection} (the SDK's client, workers, what is known of the {@code Tables}) among the openings
 * of the same settings; {@code Write}, {@code Reading} and {@code Scanning} are what is done there;
 * {@code Items} and {@code VersionBytes} are the bytes; {@code Trouble} is all that is known of
 * DynamoDB's errors.
 */
@NullMarked
package org.entropyrepair.sinks.dynamodb;

import org.jspecify.annotations.NullMarked;
