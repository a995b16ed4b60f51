package org.entropyrepair.sinks.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import org.entropyrepair.sinks.WriteResult;

/** How a try to connect ended. */
sealed interface Link {
    /** There is a session; its nodes may come and go. */
    record Up(CqlSession session) implements Link {}

    /**
     * There is none.
     *
     * @param trouble how writes end meanwhile: unavailable, throttled or misdeployed
     */
    record Down(WriteResult trouble) implements Link {}
}
