package org.entropyrepair.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.entropyrepair.core.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketsTest {
    /** Tokens as java-driver-core 4.19.3's Murmur3TokenFactory gives them. */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "757365723a3432, -3674646904862786968",
        "30313233343536373839616263646566, 5467490433528156583",
        "303132333435363738396162636465662d6c6f6e67657220c3a9, -6665769134508638514",
        "ff8000fe0102030490a0, 2517425888216646366"
    })
    void ringPositionIsCassandrasToken(String id, long token) {
        assertThat(Buckets.ringPosition(Bytes.wrap(HexFormat.of().parseHex(id))))
                .isEqualTo(token ^ Long.MIN_VALUE);
    }

    @Test
    void bucketIsARangeOfPositions() {
        long seed = 42;
        Random random = new Random(seed);
        for (int buckets : new int[] {1, 2, 3, 7, 256, 1_000_003, Integer.MAX_VALUE}) {
            for (int i = 0; i < 1_000; i++) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                Bytes id = Bytes.wrap(bytes);
                int bucket = Buckets.of(id, buckets);
                long position = Buckets.ringPosition(id);
                assertThat(bucket).isBetween(0, buckets - 1);
                assertThat(Long.compareUnsigned(position, Buckets.firstPosition(bucket, buckets)))
                        .as("seed %d", seed)
                        .isNotNegative();
                if (bucket + 1 < buckets) {
                    assertThat(
                                    Long.compareUnsigned(
                                            position, Buckets.firstPosition(bucket + 1, buckets)))
                            .isNegative();
                }
            }
        }
    }
}
