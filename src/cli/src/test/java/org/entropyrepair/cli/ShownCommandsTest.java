package org.entropyrepair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Nothing that a page shows as a command is overlooked. */
class ShownCommandsTest {
    @Test
    void whatIsInABlockWithoutALanguageIsACommandALine() {
        String page =
                """
                Some `inline` words.
                ```
                one --a b   # why
                two --c \\
                  --d
                ```
                ```text
                what it prints
                ```
                ```json a.json
                {}
                ```
                ```
                three '#4'
                ```
                """;
        assertThat(ShownCommands.commands(page))
                .containsExactly("one --a b", "two --c --d", "three '#4'");
    }

    @Test
    void whatNobodyTakesIsToldWithItsPage() throws Exception {
        ShownCommands shown = ShownCommands.read();
        String taken = shown.take("scopes.md", "entropy-repair scopes pause");
        assertThat(taken).endsWith(" follows");
        assertThatThrownBy(() -> shown.take("scopes.md", "entropy-repair scopes pause"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("scopes.md: no command begins with");
        assertThatThrownBy(shown::assertAllWereTaken)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("run by no test");
        assertThat(shown.takeAll("")).hasSizeGreaterThan(30);
        shown.assertAllWereTaken();
    }
}
