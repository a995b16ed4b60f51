package org.entropyrepair.cli.letters;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.entropyrepair.core.model.Mark;
import org.entropyrepair.core.wire.FailureReader;
import org.entropyrepair.flow.redrive.Letter;
import org.entropyrepair.flow.redrive.LetterFilter;

/**
 * The dead letters of a topic, each once however often it was delivered. A scan keeps nothing but
 * their names, so that the topic may be large.
 */
final class LetterQueue {
    private final Records records;
    private final FailureReader failures;
    private final Function<String, Optional<Mark>> marks;

    /** Where records come from. */
    interface Records {
        /** Visits all there are now, until the visitor says false. */
        void each(Predicate<ConsumerRecord<byte[], byte[]>> visitor);
    }

    /** Takes a letter. */
    interface Visitor {
        /** Whether to go on; the mark is there if the letter has been dealt with. */
        boolean visit(Letter letter, Optional<Mark> mark);
    }

    /**
     * What a scan passed over.
     *
     * @param repeats records that say what another one has said
     * @param handled letters that would have been visited but for their mark
     * @param unreadable records that are no dead letter this build can read
     * @param firstUnreadable where the first of them stands and what is wrong; empty if there is
     *     none
     */
    record Passed(long repeats, long handled, long unreadable, String firstUnreadable) {
        /** The same, of the handled so many left out. */
        Passed less(long handledNow) {
            return new Passed(repeats, handled - handledNow, unreadable, firstUnreadable);
        }
    }

    /**
     * A queue.
     *
     * @param records of the dead-letter topic
     * @param failures reads failures as the job does
     * @param marks by name of a letter
     */
    LetterQueue(Records records, FailureReader failures, Function<String, Optional<Mark>> marks) {
        this.records = records;
        this.failures = failures;
        this.marks = marks;
    }

    /**
     * Visits the letters that a filter covers.
     *
     * @param handledToo whether those which have been dealt with are visited, too
     */
    Passed each(LetterFilter filter, boolean handledToo, Visitor visitor) {
        Scan scan = new Scan(filter, handledToo, visitor);
        records.each(scan);
        return new Passed(scan.repeats, scan.handled, scan.unreadable, scan.firstUnreadable);
    }

    private final class Scan implements Predicate<ConsumerRecord<byte[], byte[]>> {
        private final LetterFilter filter;
        private final boolean handledToo;
        private final Visitor visitor;
        private final Set<String> seen = new HashSet<>();
        private long repeats;
        private long handled;
        private long unreadable;
        private String firstUnreadable = "";

        Scan(LetterFilter filter, boolean handledToo, Visitor visitor) {
            this.filter = filter;
            this.handledToo = handledToo;
            this.visitor = visitor;
        }

        @Override
        public boolean test(ConsumerRecord<byte[], byte[]> record) {
            Letter letter;
            try {
                letter = Letter.of(record, failures);
            } catch (IllegalArgumentException notOne) {
                unreadable++;
                if (firstUnreadable.isEmpty()) {
                    firstUnreadable =
                            record.partition() + "/" + record.offset() + ": " + notOne.getMessage();
                }
                return true;
            }
            if (!filter.covers(letter)) {
                return true;
            }
            if (!seen.add(letter.id())) {
                repeats++;
                return true;
            }
            Optional<Mark> mark = marks.apply(letter.id());
            if (mark.isPresent() && !handledToo) {
                handled++;
                return true;
            }
            return visitor.visit(letter, mark);
        }
    }
}
