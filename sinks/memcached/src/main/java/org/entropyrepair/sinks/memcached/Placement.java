package org.entropyrepair.sinks.memcached;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which servers of a zone may hold a key. Immutable. */
abstract sealed class Placement {
    /** The placements there are. */
    enum Kind {
        /** Any of them may, wherever readers put it: all are told. */
        EVERY("every"),
        /** One does, found on a ring as spymemcached finds it. */
        KETAMA("ketama");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /**
     * The placement of a zone.
     *
     * @param links to its servers, in the order of the config
     */
    static Placement of(Kind kind, List<Link> links) {
        return kind == Kind.EVERY ? new Every(links) : new Ketama(links);
    }

    /** Those which may hold this key; at least one. */
    abstract List<Link> of(byte[] key);

    private static final class Every extends Placement {
        private final List<Link> links;

        Every(List<Link> links) {
            this.links = List.copyOf(links);
        }

        @Override
        List<Link> of(byte[] key) {
            return links;
        }
    }

    /**
     * 160 points per server, four of each MD5 of {@code host:port-n}: what {@code
     * KetamaNodeLocator} of spymemcached makes of servers that are given by address.
     */
    private static final class Ketama extends Placement {
        private static final int DIGESTS = 40;
        private static final int POINTS_PER_DIGEST = 4;

        private final TreeMap<Long, List<Link>> ring = new TreeMap<>();

        Ketama(List<Link> links) {
            for (Link link : links) {
                for (int n = 0; n < DIGESTS; n++) {
                    byte[] digest = md5((link.server + "-" + n).getBytes(StandardCharsets.UTF_8));
                    for (int point = 0; point < POINTS_PER_DIGEST; point++) {
                        ring.put(littleEndian(digest, point * 4), List.of(link));
                    }
                }
            }
        }

        @Override
        List<Link> of(byte[] key) {
            Map.Entry<Long, List<Link>> next = ring.ceilingEntry(littleEndian(md5(key), 0));
            return next == null ? ring.firstEntry().getValue() : next.getValue();
        }

        private static long littleEndian(byte[] digest, int from) {
            return ((long) (digest[from + 3] & 0xff) << 24)
                    | ((long) (digest[from + 2] & 0xff) << 16)
                    | ((long) (digest[from + 1] & 0xff) << 8)
                    | (digest[from] & 0xff);
        }

        private static byte[] md5(byte[] bytes) {
            try {
                return MessageDigest.getInstance("MD5").digest(bytes);
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every JDK has MD5", missing);
            }
        }
    }
}
