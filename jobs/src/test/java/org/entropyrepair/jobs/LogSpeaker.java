package org.entropyrepair.jobs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that logs: its first argument is the logger of a noisy driver, the others are loggers
 * of drivers that say one thing each, when the noise is over. In between, the job says this and
 * that. Sees nothing but SLF4J, in whatever version the process has.
 */
final class LogSpeaker {
    /** Lines of the noisy driver at each of WARN and ERROR. */
    static final int NOISE = 10_000;

    /** How many lines of it there are for each of the job's. */
    static final int NOISE_PER_WORD = 100;

    /** A logger of the job. */
    static final String OWN = "org.entropyrepair.flow.source.SourceHealth";

    /** A message that is more than a line. */
    static final String LONG = "one\ntwo";

    private LogSpeaker() {}

    /** Says it all. */
    public static void main(String[] loggers) {
        Logger noisy = LoggerFactory.getLogger(loggers[0]);
        Logger own = LoggerFactory.getLogger(OWN);
        noisy.info("nobody needs this");
        for (int i = 0; i < NOISE; i++) {
            noisy.warn("no answer, try {}", i);
            if (i % NOISE_PER_WORD == 0) {
                own.warn("said {}", i);
                own.info("said, too, {}", i);
            }
        }
        for (int i = 0; i < NOISE; i++) {
            noisy.error("refused, try {}", i, new IllegalStateException(LONG));
        }
        for (int i = 1; i < loggers.length; i++) {
            LoggerFactory.getLogger(loggers[i]).warn("heard");
        }
        own.error(LONG, new IllegalStateException(LONG, new IllegalArgumentException("cause")));
    }
}
