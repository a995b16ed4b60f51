package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClassNamesTest {
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                            + " username=\"a\" password=\"b\";",
                    "security.protocol",
                    "SASL_PLAINTEXT");

    @Test
    void namesOfKafkasDocumentationHoldWhereItsClassesWereMoved() {
        Map<String, String> renamed =
                new KafkaClassNames("org.entropyrepair.shaded.org.apache.kafka.").in(PROPERTIES);
        assertThat(renamed.get("sasl.jaas.config"))
                .startsWith(
                        "org.entropyrepair.shaded.org.apache.kafka.common.security.plain.PlainLogin");
        assertThat(renamed.get("security.protocol")).isEqualTo("SASL_PLAINTEXT");
        assertThat(new KafkaClassNames("org.entropyrepair.shaded.org.apache.kafka.").in(renamed))
                .isEqualTo(renamed);
    }

    @Test
    void nothingIsRenamedWhereTheyWereNot() {
        assertThat(KafkaClassNames.HERE.prefix()).isEqualTo("org.apache.kafka.");
        assertThat(KafkaClassNames.HERE.in(PROPERTIES)).isEqualTo(PROPERTIES);
    }
}
