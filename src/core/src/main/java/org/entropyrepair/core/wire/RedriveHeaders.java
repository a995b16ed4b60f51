package org.entropyrepair.core.wire;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.entropyrepair.core.model.DeadLetter;

/** What a redrive puts on the record it sends back (design, section 4). Pure. */
public final class RedriveHeaders {
    private RedriveHeaders() {}

    /** The headers by name. */
    public static Map<String, String> of(DeadLetter dead, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        String target = dead.target();
        if (target != null) {
            headers.put(WireHeaders.TARGET, target);
        }
        headers.put(WireHeaders.REDRIVES, Integer.toString(dead.redrives() + 1));
        headers.put(WireHeaders.REDRIVEN_AT, now.toString());
        String traceparent = dead.raw().headers().traceparent();
        if (traceparent != null) {
            headers.put(WireHeaders.TRACEPARENT, traceparent);
        }
        return headers;
    }
}
