package org.entropyrepair.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final String TRACE =
            """
            org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.
            \tat org.apache.flink.runtime.webmonitor.handlers.JarRunHandler.lambda$handleRequest$1(JarRunHandler.java:114)
            Caused by: java.util.concurrent.CompletionException: x
            \t... 2 more
            Caused by: java.lang.IllegalArgumentException: region.yaml:7 regions.us.store.kind: x (expected: y)
            region.yaml:9 scopes[0].action: z (expected: w)
            \tat org.entropyrepair.jobs.RepairJob.runOrThrow(RepairJob.java:70)
            \t... 9 more
            """;

    @Test
    void ofATraceTheLinesOfTheInnermostCauseAreSaid() throws Exception {
        var errors =
                JsonMapper.builder().build().createArrayNode().add("Internal error.").add(TRACE);
        assertThat(Refusal.words(errors))
                .isEqualTo(
                        "region.yaml:7 regions.us.store.kind: x (expected: y)\n"
                                + "region.yaml:9 scopes[0].action: z (expected: w)");
    }

    @Test
    void whatHasNoTraceIsSaidAsItIs() {
        assertThat(Refusal.words("Job abc not found")).isEqualTo("Job abc not found");
        assertThat(Refusal.words(JsonMapper.builder().build().createArrayNode())).isNotBlank();
    }
}
