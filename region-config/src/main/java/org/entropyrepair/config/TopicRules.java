package org.entropyrepair.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entropyrepair.config.yaml.Located;
import org.entropyrepair.config.yaml.Problems;

/**
 * The rules of topics: each is read once, and none is both read and written, for nothing flows
 * back.
 */
final class TopicRules {
    private final Located root;
    private final Problems problems;
    private final List<Used> feeds = new ArrayList<>();

    private TopicRules(Located root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    static void check(Located root, Problems problems) {
        TopicRules rules = new TopicRules(root, problems);
        rules.feeds();
        rules.sinks();
    }

    /** A topic in use; two are of one cluster if they share a broker. */
    private record Used(Located topic, Set<String> brokers) {
        boolean isSame(Used other) {
            return topic.text().equals(other.topic.text())
                    && brokers.stream().anyMatch(other.brokers::contains);
        }
    }

    /** A topic that is not one of those, and neither are its answers. */
    private static boolean isSame(Used config, Used other) {
        return config.isSame(other)
                || other.topic.text().equals(config.topic.text() + ConfigTopic.ANSWERS)
                        && config.brokers.stream().anyMatch(other.brokers::contains);
    }

    private static Optional<Used> used(Located at) {
        Optional<Located> brokers = at.at("bootstrapServers");
        Optional<Located> topic = at.at("topic");
        if (brokers.isEmpty() || topic.isEmpty()) {
            return Optional.empty();
        }
        Set<String> addresses =
                Stream.of(brokers.get().text().split(" *, *"))
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return Optional.of(new Used(topic.get(), addresses));
    }

    private void feeds() {
        Optional<Set<String>> regions = RegionConfigRules.origins(root);
        for (Located region : regionsOf(root)) {
            Set<String> topics = new HashSet<>();
            for (Located feed : itemsOf(region, "failures")) {
                feed
                        .at("accepts")
                        .map(accepts -> itemsOf(accepts, "origins"))
                        .orElse(List.of())
                        .stream()
                        .filter(origin -> !Names.isAll(origin.text()))
                        .forEach(o -> RegionConfigRules.known(o, regions, "region", problems));
                used(feed).ifPresent(topic -> feed(topic, topics));
            }
        }
    }

    private void feed(Used topic, Set<String> topicsOfRegion) {
        Optional<Used> twin = feeds.stream().filter(topic::isSame).findFirst();
        boolean firstOfRegion = topicsOfRegion.add(topic.topic().text());
        if (twin.isPresent()) {
            String other = twin.get().topic().path();
            problems.add(topic.topic(), "topic that no other feed reads; " + other + " does");
        } else if (!firstOfRegion) {
            problems.add(topic.topic(), "topic name that is used once in its region");
        }
        feeds.add(topic);
    }

    private void sinks() {
        Optional<Used> deadLetters = root.at("deadLetters").flatMap(TopicRules::used);
        Optional<Used> outcomes = root.at("outcomes").flatMap(TopicRules::used);
        Stream.of(deadLetters, outcomes).flatMap(Optional::stream).forEach(this::notAFeed);
        if (deadLetters.isPresent()
                && outcomes.isPresent()
                && outcomes.get().isSame(deadLetters.get())) {
            problems.add(outcomes.get().topic(), "topic of its own; deadLetters has it");
        }
        configTopic(Stream.of(deadLetters, outcomes).flatMap(Optional::stream).toList());
    }

    private void configTopic(List<Used> sinks) {
        root.at("configTopic")
                .flatMap(TopicRules::used)
                .ifPresent(
                        config ->
                                Stream.concat(feeds.stream(), sinks.stream())
                                        .filter(other -> isSame(config, other))
                                        .findFirst()
                                        .ifPresent(
                                                other ->
                                                        problems.add(
                                                                config.topic(),
                                                                "topic of its own, and so is "
                                                                        + ConfigTopic.ANSWERS
                                                                        + "; "
                                                                        + other.topic().path()
                                                                        + " has it")));
    }

    private void notAFeed(Used sink) {
        feeds.stream()
                .filter(sink::isSame)
                .findFirst()
                .ifPresent(
                        feed ->
                                problems.add(
                                        sink.topic(),
                                        "topic that is not read; "
                                                + feed.topic().path()
                                                + " reads it"));
    }

    private static List<Located> regionsOf(Located root) {
        return root.at("regions").map(at -> List.copyOf(at.entries().values())).orElse(List.of());
    }

    private static List<Located> itemsOf(Located at, String key) {
        return at.at(key).map(Located::items).orElse(List.of());
    }
}
