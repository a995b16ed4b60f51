package org.entropyrepair.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema says what the reader reads, and both say what the model holds. */
class SchemaTest {
    private static final Path SCHEMA =
            Path.of("src/main/resources/org/entropyrepair/config/region-config.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void schemaIsGeneratedFromWhatTheReaderReadsBy() throws IOException {
        String generated =
                JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(
                                        SchemaOfShape.of(
                                                RegionConfigShape.DOCUMENT,
                                                "entropy-repair region config, version 1"))
                        + "\n";
        if (Boolean.getBoolean("region-config.schema.write")) {
            Files.writeString(SCHEMA, generated);
        }
        assertThat(Files.readString(SCHEMA))
                .as("write it anew with -Dregion-config.schema.write=true")
                .isEqualTo(generated);
    }

    @Test
    void schemaHasTheFieldsOfTheModel() throws IOException {
        JsonNode schema = schema();
        assertFields(schema, RegionConfig.class, Set.of("source"), Set.of());
        JsonNode region = schema.at("/properties/regions/additionalProperties");
        assertFields(region, Region.class, Set.of("name"), Set.of());
        assertFields(
                region.at("/properties/store"), StoreSettings.class, Set.of("settings"), Set.of());
        assertFields(
                region.at("/properties/cache"), CacheSettings.class, Set.of("settings"), Set.of());
        assertFields(
                schema.at("/properties/namespaces/additionalProperties/properties/cache"),
                CachedAs.class,
                Set.of(),
                Set.of());
        JsonNode feed = region.at("/properties/failures/items");
        assertFields(feed, Feed.class, Set.of(), Set.of());
        assertFields(feed.at("/properties/accepts"), Feed.Accepts.class, Set.of(), Set.of());
        assertFields(
                schema.at("/properties/namespaces/additionalProperties"),
                Namespace.class,
                Set.of("name"),
                Set.of());
        JsonNode lag = schema.at("/properties/replicationLag");
        assertFields(lag, ReplicationLag.class, Set.of("defaultLag"), Set.of("default"));
        assertFields(
                lag.at("/properties/routes/items"), ReplicationLag.Route.class, Set.of(), Set.of());
        JsonNode scope = schema.at("/properties/scopes/items");
        assertFields(scope, Scope.class, Set.of(), Set.of());
        assertFields(scope.at("/properties/match"), Scope.Match.class, Set.of(), Set.of());
        assertFields(scope.at("/properties/retry"), Scope.Retry.class, Set.of(), Set.of());
        assertFields(schema.at("/properties/clock"), Clock.class, Set.of(), Set.of());
        assertFields(schema.at("/properties/deadLetters"), TopicSink.class, Set.of(), Set.of());
        assertFields(schema.at("/properties/outcomes"), Outcomes.class, Set.of(), Set.of());
        assertFields(schema.at("/properties/configTopic"), ConfigTopic.class, Set.of(), Set.of());
    }

    @Test
    void schemaHasTheWordsOfTheModel() throws IOException {
        JsonNode schema = schema();
        assertWords(schema.at("/properties/scopes/items/properties/action"), Scope.Action.class);
        assertWords(
                schema.at("/properties/outcomes/properties/published"), Outcomes.Published.class);
        assertWords(
                schema.at("/properties/namespaces/additionalProperties/properties/record"),
                Namespace.RecordKind.class);
    }

    @Test
    void everyFieldSaysWhatItMeans() throws IOException {
        List<String> silent = new ArrayList<>();
        collectSilent(schema(), "", silent);
        assertThat(silent).isEmpty();
    }

    private static void collectSilent(JsonNode node, String path, List<String> silent) {
        node.path("properties")
                .properties()
                .forEach(
                        property -> {
                            String there = path + "/" + property.getKey();

                            if (property.getValue().path("description").isMissingNode()) {
                                silent.add(there);
                            }
                            collectSilent(property.getValue(), there, silent);
                        });
        for (String inner : List.of("items", "additionalProperties")) {
            if (node.path(inner).isObject()) {
                collectSilent(node.get(inner), path, silent);
            }
        }
    }

    private static void assertFields(
            JsonNode node, Class<? extends Record> model, Set<String> modelOnly, Set<String> only) {
        Set<String> inModel = new TreeSet<>(only);
        Stream.of(model.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !modelOnly.contains(name))
                .forEach(inModel::add);
        Set<String> inSchema = new TreeSet<>();
        node.path("properties").fieldNames().forEachRemaining(inSchema::add);
        assertThat(inSchema).as(model.getName()).isEqualTo(inModel);
    }

    private static <E extends Enum<E> & Word> void assertWords(JsonNode node, Class<E> type) {
        List<String> words = new ArrayList<>();
        node.path("enum").forEach(word -> words.add(word.textValue()));
        assertThat(words).isEqualTo(Word.all(type));
    }

    static JsonNode schema() throws IOException {
        return JSON.readTree(Files.readString(SCHEMA));
    }
}
