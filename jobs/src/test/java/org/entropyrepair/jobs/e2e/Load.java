package org.entropyrepair.jobs.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.FailureMessage;

/**
 * Failures that keep coming: puts of new cells, newer puts of old ones and deletes, each missed by
 * all targets; and what has to stand in their stores in the end.
 */
final class Load {
    private static final int WRITES = 20;
    private static final int CELLS = 400;
    private static final int DELETE_EVERY = 7;
    private static final String FEED = "us";

    private final RepairRig rig;
    private final List<String> targets;
    private final Map<String, FailureMessage.Write> last = new HashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private int published;

    Load(RepairRig rig, List<String> targets) {
        this.rig = rig;
        this.targets = targets;
    }

    /** Publishes a few, in any order of targets. */
    void publish() {
        List<FailureMessage> failures = new ArrayList<>();
        for (int i = 0; i < WRITES; i++) {
            int n = published++;
            // by and by all cells, and the same again and again
            String source = "user:" + (n % 2 == 0 ? n / 2 % CELLS : n % 30);
            Token token = token(n);
            FailureMessage.Write write =
                    n % DELETE_EVERY == 0
                            ? new FailureMessage.Write.Delete(Reports.cell(source))
                            : new FailureMessage.Write.Put(
                                    Reports.cell(source), Reports.value(token));
            Token older = tokens.get(source);
            if (older == null || versionOf(write, token).beats(versionOf(last(source), older))) {
                last.put(source, write);
                tokens.put(source, token);
            }
            touched.add(source);
            for (String target : targets) {
                failures.add(
                        Reports.of(
                                Reports.TYPE,
                                write,
                                token,
                                FEED,
                                target,
                                System.currentTimeMillis()));
            }
        }
        rig.publish(FEED, failures.toArray(FailureMessage[]::new));
    }

    /** Of a microsecond of its own: ties are Cassandra's to settle in the plain layout. */
    private static Token token(int n) {
        return new Token(System.currentTimeMillis() * 1000 + n % 1000, 0, n);
    }

    private static Version versionOf(FailureMessage.Write write, Token token) {
        return write instanceof FailureMessage.Write.Delete
                ? Version.delete(token)
                : Version.put(token);
    }

    private FailureMessage.Write last(String source) {
        FailureMessage.Write write = last.get(source);
        if (write == null) {
            throw new IllegalStateException("nothing was written to " + source);
        }
        return write;
    }

    /** How many writes so far. */
    int published() {
        return published;
    }

    /** How many cells were written since {@link #forgetTouched}. */
    int touched() {
        return touched.size();
    }

    void forgetTouched() {
        touched.clear();
    }

    /** Whether every cell's last write has ended at this target. */
    boolean isRepairedAt(String target) {
        return tokens.entrySet().stream()
                .allMatch(
                        entry ->
                                rig.ends()
                                        .of(Reports.cell(entry.getKey()), target)
                                        .map(Outcome::version)
                                        .filter(version -> version.token().equals(entry.getValue()))
                                        .isPresent());
    }

    /** How many ends were said of this target so far. */
    int endedAt(String target) {
        return (int)
                rig.ends().outcomes().stream()
                        .filter(said -> said.target().equals(target) && said.cell() != null)
                        .filter(said -> said.state().isEnd())
                        .count();
    }

    /** What has to be in every store, by id. */
    Map<String, PlainCql.Row> expected() {
        Map<String, PlainCql.Row> rows = new TreeMap<>();
        last.forEach(
                (source, write) -> {
                    Token token = tokens.get(source);
                    if (write instanceof FailureMessage.Write.Put put && token != null) {
                        rows.put(source, new PlainCql.Row(put.value(), token.generatedAtMicros()));
                    }
                });
        return rows;
    }
}
