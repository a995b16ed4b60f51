package org.entropyrepair.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What all rounds of a scenario gave, and its table. */
final class Results {
    private final Scenario scenario;
    private final Map<String, List<Measured>> byContender = new LinkedHashMap<>();

    Results(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(String contender, Measured measured) {
        byContender.computeIfAbsent(contender, none -> new ArrayList<>()).add(measured);
    }

    /** A row for each contender; what the ratio is to is the first of them. */
    String table() {
        StringBuilder table = new StringBuilder(head());
        String first = byContender.keySet().iterator().next();
        byContender.forEach((name, all) -> table.append(row(name, all, first)));
        return table.toString();
    }

    private String head() {
        String speed =
                scenario == Scenario.OUTAGE
                        ? "caught up after the target was back, s"
                        : "failures/s | first to this";
        return "%n| %s | %s | store calls per failure | of these refused "
                        .formatted(scenario.word(), speed)
                + "| lost / undone / overwritten | with a store that keeps what arrives last |"
                + System.lineSeparator()
                + (scenario == Scenario.OUTAGE ? "|---" : "|---|---")
                + "|---|---|---|---|---|"
                + System.lineSeparator();
    }

    private String row(String name, List<Measured> all, String first) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |%n",
                name,
                scenario == Scenario.OUTAGE ? seconds(all) : speed(all, first),
                Spread.of(all.stream().map(Measured::callsPerFailure).toList()).text(".4f"),
                Spread.of(all.stream().map(one -> (double) one.refused()).toList()).text(",.0f"),
                worst(all.stream().map(Measured::decided).toList()),
                worst(all.stream().map(Measured::lastArrived).toList()));
    }

    private static String seconds(List<Measured> all) {
        return Spread.of(
                        all.stream()
                                .map(
                                        one ->
                                                one.tookMillis() < 0
                                                        ? Double.NaN
                                                        : one.tookMillis() / 1e3)
                                .toList())
                .text(".1f")
                .replace("NaN", "never");
    }

    private String speed(List<Measured> all, String first) {
        List<Measured> ours = requireNonNull(byContender.get(first));
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ratios.add(ours.get(i).failuresPerSecond() / all.get(i).failuresPerSecond());
        }
        return Spread.of(all.stream().map(Measured::failuresPerSecond).toList()).text(",.0f")
                + " | "
                + Spread.of(ratios).text(".2f");
    }

    /** The round with most that is wrong. */
    private static String worst(List<Verdict> all) {
        Verdict worst = all.get(0);
        for (Verdict one : all) {
            worst = one.wrong() > worst.wrong() ? one : worst;
        }
        return worst + " of " + worst.cells();
    }
}
