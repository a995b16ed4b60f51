/**
 * Memcached, or an EVCache of several zones, in front of a region's store: cells go in, keys are
 * deleted in every zone, and results come out as values.
 *
 * <p>From the outside in: {@link org.entropyrepair.sinks.memcached.MemcachedCacheFactory} reads the
 * settings; a {@code MemcachedCache} is one opening and makes keys of cells; {@code Placement} says
 * which servers of a zone may hold a key; {@code Loop} is the one thread that talks to all servers;
 * {@code Link} is the connection to one of them.
 */
@NullMarked
package org.entropyrepair.sinks.memcached;

import org.jspecify.annotations.NullMarked;
