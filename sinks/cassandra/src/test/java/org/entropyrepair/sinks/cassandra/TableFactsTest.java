package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.entropyrepair.sinks.StoreContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableFactsTest {
    private static final long TEN_DAYS_SECONDS = 864_000;
    private static final Map<String, String> PLAIN =
            Map.of("id", "text", "key", "blob", "value", "blob", "value_metadata", "blob");

    /** A table that does not fit, and what is said of it. */
    private record Case(TableFacts facts, String... problems) {
        @Override
        public String toString() {
            return String.join("; ", problems);
        }
    }

    static Stream<Case> unfit() {
        return Stream.of(
                new Case(
                        keyed(List.of("id", "key"), List.of()),
                        "primary key: ([id, key], []) (expected: (id, key))"),
                new Case(
                        keyed(List.of("key"), List.of("id")),
                        "primary key: ([key], [id]) (expected: (id, key))"),
                new Case(
                        keyed(List.of("id"), List.of("key", "value")),
                        "primary key: ([id], [key, value]) (expected: (id, key))"),
                new Case(
                        keyed(List.of("id"), List.of()),
                        "primary key: ([id], []) (expected: (id, key))"),
                new Case(column("id", "uuid"), "column id: uuid (expected: blob or text)"),
                new Case(column("key", "int"), "column key: int (expected: blob or text)"),
                new Case(column("key", "ascii"), "column key: ascii (expected: blob or text)"),
                new Case(column("value", "text"), "column value: text (expected: blob)"),
                new Case(
                        column("value", "counter"),
                        "column value: counter (expected: blob)",
                        "column value: counter (expected: no counters and lists, which cannot be"
                                + " written twice)"),
                new Case(
                        column("tags", "list<text>"),
                        "column tags: list<text> (expected: no counters and lists, which cannot be"
                                + " written twice)"),
                new Case(
                        column("tags", "map<text, frozen<list<int>>>"),
                        "column tags: map<text, frozen<list<int>>> (expected: no counters and"
                                + " lists, which cannot be written twice)"),
                new Case(
                        without("value_metadata"),
                        "column value_metadata: missing (expected: blob)"),
                new Case(
                        new TableFacts(
                                PLAIN,
                                List.of("value"),
                                List.of("id"),
                                List.of("key"),
                                TEN_DAYS_SECONDS),
                        "column value: static (expected: blob)"),
                new Case(
                        keptFor(TEN_DAYS_SECONDS - 1),
                        "gc_grace_seconds: 863999 (expected: at least tombstonesKept, 864000)"),
                new Case(
                        keptFor(0),
                        "gc_grace_seconds: 0 (expected: at least tombstonesKept, 864000)"),
                new Case(
                        new TableFacts(Map.of(), List.of(), List.of(), List.of(), 0),
                        "primary key: ([], []) (expected: (id, key))",
                        "column id: missing (expected: blob or text)",
                        "column key: missing (expected: blob or text)",
                        "column value_metadata: missing (expected: blob)",
                        "column value: missing (expected: blob)",
                        "gc_grace_seconds: 0 (expected: at least tombstonesKept, 864000)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void tableThatDoesNotFitIsToldAllThatIsWrong(Case one) {
        assertThat(one.facts.problems(settings(Map.of()), namespace(TEN_DAYS_SECONDS * 1_000)))
                .containsExactlyInAnyOrder(one.problems);
    }

    @Test
    void tableThatFitsHasNoProblem() {
        for (TableFacts fits :
                List.of(
                        keptFor(TEN_DAYS_SECONDS),
                        keptFor(Integer.MAX_VALUE),
                        column("id", "blob"),
                        column("key", "text"),
                        column("written_by", "text"),
                        column("tags", "set<text>"))) {
            assertThat(fits.problems(settings(Map.of()), namespace(TEN_DAYS_SECONDS * 1_000)))
                    .isEmpty();
        }
    }

    @Test
    void partOfASecondOfTombstonesKeptCountsAsAWholeOne() {
        assertThat(keptFor(10).problems(settings(Map.of()), namespace(10_000))).isEmpty();
        assertThat(keptFor(10).problems(settings(Map.of()), namespace(10_001))).hasSize(1);
    }

    @Test
    void columnsAreThoseOfTheSettings() {
        TableFacts facts =
                new TableFacts(
                        Map.of("src", "blob", "dst", "text", "body", "blob"),
                        List.of(),
                        List.of("src"),
                        List.of("dst"),
                        TEN_DAYS_SECONDS);
        Map<String, Object> named =
                Map.of(
                        "layout",
                        "envelope",
                        "columns",
                        Map.of("id", "src", "key", "dst", "envelope", "body"));
        assertThat(facts.problems(settings(named), namespace(1))).isEmpty();
        assertThat(facts.problems(settings(Map.of("layout", "envelope")), namespace(1)))
                .contains("column envelope: missing (expected: blob)");
        assertThat(facts.isText("dst")).isTrue();
        assertThat(facts.isText("src")).isFalse();
        assertThat(facts.isText("absent")).isFalse();
    }

    private static TableFacts keyed(List<String> partition, List<String> clustering) {
        return new TableFacts(PLAIN, List.of(), partition, clustering, TEN_DAYS_SECONDS);
    }

    private static TableFacts keptFor(long gcGraceSeconds) {
        return new TableFacts(PLAIN, List.of(), List.of("id"), List.of("key"), gcGraceSeconds);
    }

    private static TableFacts column(String name, String type) {
        Map<String, String> columns = new TreeMap<>(PLAIN);
        columns.put(name, type);
        return new TableFacts(columns, List.of(), List.of("id"), List.of("key"), TEN_DAYS_SECONDS);
    }

    private static TableFacts without(String name) {
        Map<String, String> columns = new TreeMap<>(PLAIN);
        columns.remove(name);
        return new TableFacts(columns, List.of(), List.of("id"), List.of("key"), TEN_DAYS_SECONDS);
    }

    private static StoreContext.Namespace namespace(long tombstonesKeptMillis) {
        return new StoreContext.Namespace("edges", "edges", tombstonesKeptMillis, false);
    }

    private static Settings settings(Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(more);
        settings.put("contactPoints", List.of("localhost:9042"));
        settings.put("localDatacenter", "dc1");
        settings.put("keyspace", "social");
        return Settings.of(settings);
    }
}
