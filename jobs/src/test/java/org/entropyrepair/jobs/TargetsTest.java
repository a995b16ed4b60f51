package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All, some and none are three different things, and none is taken for another. */
class TargetsTest {
    private static final Set<String> REGIONS = Set.of("us", "eu");

    @Test
    void amongTheRegionsOfAConfigAreAllOrThoseNamedOrNone() {
        assertThat(Targets.ALL.among(REGIONS)).containsExactlyInAnyOrder("us", "eu");
        assertThat(Targets.parse("us").among(REGIONS)).containsExactly("us");
        assertThat(Targets.parse("none").among(REGIONS)).isEmpty();
        assertThat(Targets.parse(" none ")).isEqualTo(Targets.NONE).isNotEqualTo(Targets.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us", "eu,us", "none"})
    void whatIsWrittenIsReadAgain(String value) {
        assertThat(Targets.parse(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "us,", "us,none", "none,none,us"})
    void anythingElseIsRefused(String value) {
        assertThatThrownBy(() -> Targets.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        value
                                + " (expected: names of regions, comma-separated, or none"
                                + " alone)");
    }

    @Test
    void aJobWithoutTargetsIsInOrderOnlyAsTheOwnerOfTheUnreadable() {
        assertThat(Targets.NONE.problems(REGIONS, true)).isEmpty();
        assertThat(Targets.NONE.problems(REGIONS, false))
                .singleElement()
                .asString()
                .startsWith("--owns-unreadable: false (expected: true, since");
        assertThat(Targets.ALL.problems(REGIONS, false)).isEmpty();
        assertThat(Targets.of("us").problems(REGIONS, false)).isEmpty();
    }

    @Test
    void whereARegionIsCalledNoneNobodyCanTellWhichIsMeant() {
        assertThat(Targets.NONE.problems(Set.of("us", "none"), true))
                .singleElement()
                .asString()
                .startsWith("--targets: none (expected: names of regions, or a config without");
        assertThat(Targets.ALL.problems(Set.of("us", "none"), true)).isEmpty();
    }
}
