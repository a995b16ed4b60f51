package org.entropyrepair.quickstart.faults;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.entropyrepair.core.model.DeathReason;
import org.jspecify.annotations.Nullable;

/**
 * Records of a failure topic that nobody can repair: broken on the way, written by a program of
 * another time, or not meant for this topic. By seed; for one thread.
 */
public final class BadRecords {
    /** One in so many is too large to be read at all. */
    private static final int TOO_LARGE_ONE_IN = 50;

    private final Random random;
    private final String namespace;
    private final int recordBytesMax;
    private int made;

    /**
     * A source of bad records.
     *
     * @param seed of all of them
     * @param namespace a namespace which exists and allows no record deletes
     * @param recordBytesMax the most bytes that the job reads of a record
     */
    public BadRecords(long seed, String namespace, int recordBytesMax) {
        this.random = new Random(seed);
        this.namespace = namespace;
        this.recordBytesMax = recordBytesMax;
    }

    /**
     * A record and what must become of it.
     *
     * @param value its value; null for a tombstone of Kafka
     * @param reason of its dead letter
     */
    public record Bad(byte @Nullable [] value, DeathReason reason) {}

    /**
     * The next bad record.
     *
     * @param region the region to whose topic it goes
     * @param otherRegion a region whose failures that topic does not accept
     */
    public Bad next(String region, String otherRegion) {
        made++;
        if (made % TOO_LARGE_ONE_IN == 0) {
            return bad(" ".repeat(recordBytesMax) + valid(region, region), DeathReason.TOO_LARGE);
        }
        String good = valid(region, region);
        return switch (random.nextInt(9)) {
            case 0 -> bad(good.substring(0, random.nextInt(good.length())), DeathReason.MALFORMED);
            case 1 -> new Bad(noise(), DeathReason.MALFORMED);
            case 2 -> new Bad(null, DeathReason.MALFORMED);
            case 3 -> bad(good.replace("\"nonce\":\"", "\"nonce\":\"X"), DeathReason.MALFORMED);
            case 4 -> bad(good.replace("\"target\":", "\"aim\":"), DeathReason.MALFORMED);
            case 5 ->
                    bad(
                            good.replace("\"version\":1", "\"version\":2"),
                            DeathReason.UNSUPPORTED_VERSION);
            case 6 ->
                    bad(
                            good.replace("\"op\":\"put\"", "\"op\":\"increment\""),
                            DeathReason.UNSUPPORTED_OP);
            case 7 -> bad(recordDelete(region), DeathReason.UNSUPPORTED_OP);
            default -> bad(valid(otherRegion, region), DeathReason.REJECTED);
        };
    }

    /** A record of which nothing is wrong but what is done to it. */
    private String valid(String origin, String target) {
        return """
                {"version":1,"graph":"wordnet","edge":{"type":"hypernym","source":"bad%d",\
                "target":"bad"},"write":{"namespace":"%s","op":"put","id":"bad%d","key":"YmFk",\
                "value":"YmFk","metadata":""},%s,"origin":"%s","target":"%s",\
                "failedAtMillis":%d,"cause":{"kind":"other","message":"bad record %d"}}"""
                .formatted(made, namespace, made, token(), origin, target, nowMillis(), made);
    }

    /** A record delete in a namespace which has none. */
    private String recordDelete(String region) {
        return """
                {"version":1,"graph":"wordnet","node":{"type":"synset","id":"bad%d"},\
                "write":{"namespace":"%s","op":"deleteRecord","id":"bad%d"},%s,\
                "origin":"%s","target":"%s","failedAtMillis":%d,\
                "cause":{"kind":"other","message":"bad record %d"}}"""
                .formatted(made, namespace, made, token(), region, region, nowMillis(), made);
    }

    private String token() {
        return "\"token\":{\"generatedAtMicros\":%d,\"nonce\":\"%016x%016x\"}"
                .formatted(nowMillis() * 1_000, random.nextLong(), random.nextLong());
    }

    private static long nowMillis() {
        return System.currentTimeMillis();
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
    }

    private static Bad bad(String value, DeathReason reason) {
        return new Bad(value.getBytes(StandardCharsets.UTF_8), reason);
    }
}
