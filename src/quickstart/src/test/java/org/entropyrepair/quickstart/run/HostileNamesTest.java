package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.entropyrepair.config.RegionConfig;
import org.entropyrepair.config.RegionConfigReader;
import org.entropyrepair.config.yaml.Secrets;
import org.entropyrepair.console.Console;
import org.entropyrepair.console.web.Site;
import org.entropyrepair.console.web.Stage;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cause;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.DeadLetter;
import org.entropyrepair.core.model.DeathReason;
import org.entropyrepair.core.model.Outcome;
import org.entropyrepair.core.model.Position;
import org.entropyrepair.core.model.RawRecord;
import org.entropyrepair.core.model.RepairState;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.core.wire.DeadLetterCodec;
import org.entropyrepair.core.wire.FailureMessage;
import org.entropyrepair.core.wire.FailureWriter;
import org.entropyrepair.core.wire.OutcomeCodec;
import org.entropyrepair.testkit.kafka.KafkaBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Names and messages that whoever publishes failures chooses are text on the page, whatever. */
@Tag("slow")
@Timeout(200)
class HostileNamesTest {
    private static final String HOSTILE =
            "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>";
    private static final long SINCE = 1_769_040_000_000L;
    private static final String CONFIG =
            """
            apiVersion: entropy-repair/v1
            graph: social
            regions:
              us:
                failures: [{bootstrapServers: "BROKERS", topic: failures.us}]
                store: {kind: rocksdb, path: /nowhere/us}
            namespaces:
              follows.forward: {edgeType: follows, record: forward, table: f, tombstonesKept: 10d}
            replicationLag: {default: 100ms}
            scopes:
              - {name: all, match: {}, action: repair}
            deadLetters: {bootstrapServers: "BROKERS", topic: dead}
            outcomes: {bootstrapServers: "BROKERS", topic: outcomes}
            """;

    @TempDir Path folder;

    @Test
    void theyAreShownAsTheyAreAndNeverRun() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.in(folder.resolve("kafka")).start()) {
            for (String topic : List.of("outcomes", "dead", "dead.handled")) {
                kafka.createTopic(topic, 1, Map.of());
            }
            kafka.topics()
                    .produce(
                            List.of(
                                    of(wait("w", "w")),
                                    of(wait("y", "z")),
                                    of(wait("y", HOSTILE)),
                                    of(out()),
                                    of(letter())));
            try (Console console = console(kafka.bootstrapServers());
                    Browser browser = new Browser()) {
                browser.open(console.address());
                browser.await("#groups", HOSTILE);
                browser.await("#because", HOSTILE);
                browser.await("#regions", HOSTILE);
                assertHarmless(browser);
                browser.type("/", "follows w w", Keys.ENTER);
                browser.await("#detail .repair", HOSTILE);
                browser.await("#detail", "target parked as a whole");
                assertHarmless(browser);
                browser.type(Keys.ESCAPE);
                aGroupIsOpened(browser);
                browser.script(
                        "const q = document.getElementById('query'); q.value = ''; q.blur()");
                browser.type("/", "y", Keys.ENTER);
                browser.await("#detail .rows", HOSTILE);
                assertHarmless(browser);
                browser.type(Keys.ESCAPE);
                browser.press("REJECTED");
                browser.await("#detail", HOSTILE);
                assertHarmless(browser);
                theLetterIsOpened(browser);
            }
        }
    }

    private static void aGroupIsOpened(Browser browser) {
        browser.script("document.querySelector('#groups button.row').click()");
        browser.await("#detail .rows", HOSTILE);
        browser.await("#detail p:nth-of-type(1)", HOSTILE);
        browser.await("#detail p:nth-of-type(2)", "scope " + HOSTILE);
        assertHarmless(browser);
        browser.script(
                "[...document.querySelectorAll('#detail .rows button')]"
                        + ".find(row => row.textContent.includes('onerror')).click()");
        browser.await("#detail h2", HOSTILE);
        browser.await("#detail .repair", HOSTILE);
        assertHarmless(browser);
        browser.type(Keys.ESCAPE);
    }

    private static void theLetterIsOpened(Browser browser) {
        browser.script("document.querySelector('#detail .rows button').click()");
        browser.await("#detail dl", HOSTILE);
        assertHarmless(browser);
        browser.press("Reveal the record");
        browser.press("Reveal? This is logged.");
        browser.await("#detail pre", "<img src=x onerror=");
        assertHarmless(browser);
    }

    private static void assertHarmless(Browser browser) {
        assertThat(browser.script("return window.owned")).isNull();
        assertThat(browser.script("return document.querySelectorAll('img, main script').length"))
                .as("elements that came of a name")
                .isEqualTo(0L);
    }

    private Console console(String brokers) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("region.yaml"), CONFIG.replace("BROKERS", brokers));
        RegionConfig config =
                RegionConfigReader.read(
                                file.toString(), Files.readString(file), Secrets.unresolved())
                        .orThrow();
        return Console.open(
                new Console.Plan(
                        config,
                        file,
                        null,
                        "entropy-repair",
                        new Site.Door(
                                new InetSocketAddress("127.0.0.1", 0),
                                List.of(),
                                "a-token-of-some-length"),
                        Stage.NONE,
                        line -> {}));
    }

    private static Outcome wait(String source, String target) {
        return new Outcome(
                RepairState.BACKING_OFF,
                new Subject.Edge("social", "follows", source, target),
                new Cell("follows.forward", Bytes.utf8(source), Bytes.utf8(target)),
                "us",
                Version.put(new Token(SINCE * 1000, 0, 1)),
                1,
                HOSTILE,
                SINCE,
                1,
                SINCE,
                SINCE + 1,
                HOSTILE,
                HOSTILE);
    }

    private static ProducerRecord<byte[], byte[]> of(Outcome outcome) {
        return new ProducerRecord<>(
                "outcomes",
                OutcomeCodec.key(outcome).toArray(),
                OutcomeCodec.encode(outcome).toArray());
    }

    /** That the region does not answer. */
    private static Outcome out() {
        return new Outcome(
                RepairState.PARKED,
                null,
                null,
                "us",
                null,
                1,
                HOSTILE,
                SINCE,
                0,
                SINCE,
                0,
                HOSTILE,
                "");
    }

    private static DeadLetter letter() {
        FailureMessage failure =
                new FailureMessage(
                        new Subject.Edge("social", "follows", HOSTILE, HOSTILE),
                        new FailureMessage.Write.Put(
                                new Cell(
                                        "follows.forward",
                                        Bytes.utf8(HOSTILE),
                                        Bytes.utf8(HOSTILE)),
                                Bytes.utf8(HOSTILE)),
                        new Token(SINCE * 1000, 0, 2),
                        "us",
                        "us",
                        SINCE,
                        new Cause(Cause.Kind.UNAVAILABLE, HOSTILE));
        return new DeadLetter(
                "f00d",
                DeathReason.REJECTED,
                HOSTILE,
                1,
                SINCE,
                SINCE,
                "us",
                0,
                new RawRecord(
                        "us/failures.us",
                        new Position("failures.us", 0, 1),
                        SINCE,
                        null,
                        FailureWriter.write(failure),
                        RawRecord.Headers.NONE));
    }

    private static ProducerRecord<byte[], byte[]> of(DeadLetter letter) {
        DeadLetterCodec.Encoded encoded = DeadLetterCodec.encode(letter, 1 << 20);
        Bytes value = encoded.value();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("dead", value == null ? null : value.toArray());
        encoded.headers().forEach(one -> record.headers().add(one.name(), one.value().toArray()));
        return record;
    }
}
