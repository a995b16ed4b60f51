package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.entropyrepair.quickstart.hosts.DynamoDbHosts;
import org.entropyrepair.quickstart.judge.Verdict;
import org.entropyrepair.quickstart.progress.Display;
import org.entropyrepair.testkit.dynamodb.DynamoDbServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DynamoDbRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** So many that some short TTL runs out before its repair, however quick the machine. */
    private static final String EDGES = "1000";

    @TempDir Path temporary;

    @Test
    void aTornGraphInDynamoDbHealsAndTheJudgeSeesEveryItemThatIsSpoiledAfterwards()
            throws Exception {
        Options options =
                Options.parse(
                        List.of("--store", "dynamodb", "--edges", EDGES, "--seed", "21", "--exit"));
        try (Run run = Run.open(options, RunFolder.create(temporary), silent())) {
            RunTest.allIsWell(run.converge());

            spoil(((DynamoDbHosts) run.hosts()).server("eu-west-1"));

            Verdict verdict = run.verdict();
            assertThat(verdict.divergent()).isEqualTo(1);
            assertThat(verdict.wrong()).isEqualTo(1);
            assertThat(verdict.wrongByRegion()).containsEntry("eu-west-1", 1L);
        }
    }

    /** Gives one item another value under the same version. */
    private static void spoil(DynamoDbServer server) throws Exception {
        JsonNode items =
                JSON.readTree(
                                server.call(
                                        "Scan",
                                        "{\"TableName\":\"synset\",\"FilterExpression\":"
                                                + "\"attribute_exists(#v) AND"
                                                + " attribute_not_exists(purge_at)\","
                                                + "\"ExpressionAttributeNames\":{\"#v\":\"value\"}}"))
                        .path("Items");
        assertThat(items).isNotEmpty();
        ObjectNode item = (ObjectNode) items.get(0);
        item.putObject("value").put("B", "c3BvaWxlZA==");
        ObjectNode put = JSON.createObjectNode().put("TableName", "synset");
        put.set("Item", item);
        server.call("PutItem", put.toString());
    }

    private static Display silent() {
        return new Display(new PrintStream(OutputStream.nullOutputStream()), 0);
    }
}
