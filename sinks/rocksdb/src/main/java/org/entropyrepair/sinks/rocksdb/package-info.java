/**
 * A store within the process that uses it: mutations go in, a RocksDB folder holds them, and
 * results come out.
 *
 * <p>From the outside in: {@link org.entropyrepair.sinks.rocksdb.RocksDbStoreFactory} reads the
 * settings; a {@code RocksDbStore} is one opening; {@code Databases} shares one {@code Database}
 * (workers, opening and closing, purging) among the openings of a path; {@code Cells} compares and
 * puts under a record's lock; {@code Keys} and {@code Envelope} are the bytes; {@code Engine} is
 * all that is known of RocksDB itself.
 */
@NullMarked
package org.entropyrepair.sinks.rocksdb;

import org.jspecify.annotations.NullMarked;
