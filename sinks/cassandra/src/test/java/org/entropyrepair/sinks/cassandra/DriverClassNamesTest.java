package org.entropyrepair.sinks.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverClassNamesTest {
    private static final String MOVED = "org.entropyrepair.shaded.com.datastax.";
    private static final Config WRITTEN =
            ConfigFactory.parseString(
                    """
                    reconnection-policy.class = com.datastax.oss.driver.Constant
                    request-tracker.classes = [com.datastax.oss.driver.Logger, com.example.Own]
                    retry-policy.class = DefaultRetryPolicy
                    "with.dots" { n = 1 }
                    """);

    @Test
    void namesOfTheDriversDocumentationHoldWhereItsClassesWereMoved() {
        Config renamed = new DriverClassNames(MOVED).in(WRITTEN);
        assertThat(renamed.getString("reconnection-policy.class"))
                .isEqualTo(MOVED + "oss.driver.Constant");
        assertThat(renamed.getStringList("request-tracker.classes"))
                .isEqualTo(List.of(MOVED + "oss.driver.Logger", "com.example.Own"));
        assertThat(renamed.getString("retry-policy.class")).isEqualTo("DefaultRetryPolicy");
        assertThat(renamed.getInt("\"with.dots\".n")).isEqualTo(1);
        assertThat(new DriverClassNames(MOVED).in(renamed)).isEqualTo(renamed);
    }

    @Test
    void nothingIsRenamedWhereTheyWereNot() {
        assertThat(DriverClassNames.HERE.prefix()).isEqualTo("com.datastax.");
        assertThat(DriverClassNames.HERE.in(WRITTEN)).isEqualTo(WRITTEN);
    }
}
