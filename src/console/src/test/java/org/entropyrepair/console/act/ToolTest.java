package org.entropyrepair.console.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolTest {
    @Test
    void theConfigIsAnOptionEvenWhereNamesFollowThatMayLookLikeOptions() {
        Tool.Ran ran =
                new Tool("/nowhere/region.yaml")
                        .run(List.of("scopes", "pause", "--job-name", "j", "--", "all"));
        assertThat(ran.code()).as(ran.said().toString()).isEqualTo(1);
        assertThat(ran.said()).anyMatch(line -> line.contains("/nowhere/region.yaml"));
    }
}
