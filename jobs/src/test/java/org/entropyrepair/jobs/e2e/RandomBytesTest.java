package org.entropyrepair.jobs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.Failure;
import org.entropyrepair.core.model.Op;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.wire.DeadLetterId;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A topic full of garbage: most of it noise, some of it failures with a few bytes changed. */
@Tag("slow")
@ExtendWith(OneStage.class)
@Timeout(500)
class RandomBytesTest {
    private static final int RECORDS = 100_000;
    private static final int PARTITIONS = 4;
    private static final Duration LONGEST = Duration.ofSeconds(240);

    @Test
    void eachOfAHundredThousandRandomRecordsBecomesExactlyOneDeadLetter(Stage stage)
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("a hundred thousand random records: seed " + seed);
        try (RepairRig rig =
                RepairScene.on(stage, "us", "eu")
                        .stores("at-once")
                        .partitions(PARTITIONS)
                        .lag("100ms")
                        .more("unknownKept: 1s\nclock: {maxWait: 1s}")
                        .open()) {
            Garbage garbage = new Garbage(rig, seed);
            RunningJob job = rig.start();
            long began = System.nanoTime();
            rig.publish("us", garbage.records);
            rig.await(
                    "a dead letter of each that cannot be read",
                    LONGEST,
                    () ->
                            rig.ends().letters().size() >= garbage.unreadable.size()
                                    && rig.ends().letterIds().containsAll(garbage.unreadable));
            rig.await(
                    "an end of each that can",
                    LONGEST,
                    () -> rig.ends().ended().keySet().containsAll(garbage.repairs));
            long tookMillis = (System.nanoTime() - began) / 1_000_000;

            // Plain sets: an assertion on collections of this size compares each with each.
            Set<String> found = rig.ends().letterIds();
            assertThat(rig.ends().letters()).as("one letter per er-id").hasSize(found.size());
            Set<String> missing = new HashSet<>(garbage.unreadable);
            missing.removeAll(found);
            assertThat(missing).isEmpty();
            Set<String> died = new HashSet<>(found);
            died.removeAll(garbage.unreadable);
            assertThat(garbage.readable.containsAll(died))
                    .as("no letter of anything else")
                    .isTrue();
            job.assertNeverRestarted();
            rig.ends().letters().forEach(letter -> assertOwnBytes(garbage, letter));
            System.out.printf(
                    "%d random records in %d ms: %d unreadable, %d readable of which %d died%n",
                    RECORDS,
                    tookMillis,
                    garbage.unreadable.size(),
                    RECORDS - garbage.unreadable.size(),
                    died.size());
        }
    }

    private static void assertOwnBytes(Garbage garbage, Letter letter) {
        DeadLetter dead = letter.dead();
        Position position = dead.raw().position();
        int index = (int) position.offset() * PARTITIONS + position.partition();
        if (!Arrays.equals(letter.record().value(), garbage.records.get(index).value())) {
            throw new AssertionError("not the failure's own bytes: " + position);
        }
    }

    /** The records, and what each of them is, said by the reader of the wire contract. */
    private static final class Garbage {
        private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(RECORDS);
        private final Set<String> unreadable = new HashSet<>();
        private final Set<String> readable = new HashSet<>();
        private final Set<Ends.Repair> repairs = new HashSet<>();
        private final FailureReader reader = new FailureReader();
        private final Random random;

        Garbage(RepairRig rig, long seed) {
            random = new Random(seed);
            String topic = rig.scene().failureTopic("us");
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = random.nextInt(10) == 0 ? mutation(i) : noise();
                int partition = i % PARTITIONS;
                records.add(new ProducerRecord<>(topic, partition, null, value));
                classify(
                        new RawRecord(
                                rig.scene().feed("us"),
                                new Position(topic, partition, i / PARTITIONS),
                                System.currentTimeMillis(),
                                null,
                                Bytes.wrap(value),
                                RawRecord.Headers.NONE));
            }
        }

        private void classify(RawRecord raw) {
            Reading reading = reader.read(raw);
            if (reading instanceof Reading.Readable fine && fine.failure().op() != Op.COPY) {
                Failure failure = fine.failure();
                readable.add(DeadLetterId.of(failure));
                repairs.add(new Ends.Repair(failure.cell(), failure.target()));
            } else if (reading instanceof Reading.Readable copy) {
                unreadable.add(DeadLetterId.of(copy.failure()));
            } else {
                unreadable.add(DeadLetterId.ofUnreadable(raw));
            }
        }

        private byte[] noise() {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }

        /** A failure with up to three bytes changed, or cut off, or with something behind it. */
        private byte[] mutation(int i) {
            byte[] good = FailureWriter.write(Reports.put("user:" + i, "us", "eu")).toArray();
            switch (random.nextInt(8)) {
                case 0:
                    return Arrays.copyOf(good, random.nextInt(good.length));
                case 1:
                    return Arrays.copyOf(good, good.length + 1 + random.nextInt(9));
                default:
                    for (int changes = random.nextInt(4); changes > 0; changes--) {
                        good[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    return good;
            }
        }
    }
}
