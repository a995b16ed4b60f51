package org.entropyrepair.quickstart.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a run ended; the names are those of the command's contract.
 *
 * @param edges edges of the graph that were written
 * @param cells cells that were compared
 * @param failuresPublished records published to failure topics, duplicates and bad ones included
 * @param divergentBefore cells whose regions differed before the job started
 * @param divergentAfter cells whose regions differ in the end
 * @param wrongAfter cells that differ from what last-write-wins must give, in the end
 * @param applied repairs that the store took
 * @param healed repairs whose target had exactly that version
 * @param superseded repairs whose target had something newer
 * @param expired puts written as deletes since their TTL had run out
 * @param deadLetters different dead letters
 * @param seconds how long it all took
 * @param deadLettersDifference provoked dead letters that did not come, and others that did; not
 *     part of the JSON
 */
public record Result(
        long edges,
        long cells,
        long failuresPublished,
        long divergentBefore,
        long divergentAfter,
        long wrongAfter,
        long applied,
        long healed,
        long superseded,
        long expired,
        long deadLetters,
        double seconds,
        long deadLettersDifference) {
    /** Whether all regions agree, are right, and exactly those letters are dead which had to be. */
    public boolean isGood() {
        return divergentAfter == 0 && wrongAfter == 0 && deadLettersDifference == 0;
    }

    /** The result as one line of JSON, with exactly the fields of the command's contract. */
    public String toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("edges", edges);
        json.put("cells", cells);
        json.put("failuresPublished", failuresPublished);
        json.put("divergentBefore", divergentBefore);
        json.put("divergentAfter", divergentAfter);
        json.put("wrongAfter", wrongAfter);
        json.put("applied", applied);
        json.put("healed", healed);
        json.put("superseded", superseded);
        json.put("expired", expired);
        json.put("deadLetters", deadLetters);
        json.put("seconds", Math.round(seconds * 10) / 10.0);
        return json.toString();
    }
}
