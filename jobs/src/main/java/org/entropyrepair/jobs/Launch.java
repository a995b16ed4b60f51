package org.entropyrepair.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a job's main method ends.
 *
 * <p>Exit codes: 0 submitted or done, 1 the config or a topic is not fit, 2 used wrongly. All
 * problems go to standard error, one line each. Where Flink runs the main method, nothing is
 * exited, since that may be in the job manager: they are the message of what is thrown, which Flink
 * gives back to whoever submitted the job.
 */
final class Launch {
    /** Submitted or done. */
    static final int DONE = 0;

    /** Something is not fit. */
    static final int FAILED = 1;

    /** Used wrongly. */
    static final int USED_WRONGLY = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

    private Launch() {}

    /** A job's main method, where an exit is a number. */
    interface Body {
        /**
         * Reads, checks, builds, executes.
         *
         * @return the exit code
         * @throws Exception what Flink throws if the job cannot be submitted or fails
         */
        int run(String[] args, StreamExecutionEnvironment env, PrintStream err) throws Exception;
    }

    /** Runs it with Flink's own settings. */
    static void main(String[] args, Body body) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        if (!(env instanceof LocalStreamEnvironment)) {
            runOrThrow(args, env, body);
            return;
        }
        int code = body.run(args, env, System.err);
        if (code != DONE) {
            System.exit(code);
        }
    }

    /**
     * Runs it where an exit would end the job manager and every job with it.
     *
     * @throws IllegalArgumentException with all problems, one a line, if it is not to be run
     * @throws Exception what Flink throws if the job cannot be submitted or fails
     */
    static void runOrThrow(String[] args, StreamExecutionEnvironment env, Body body)
            throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = body.run(args, env, new PrintStream(said, true, StandardCharsets.UTF_8));
        String text = said.toString(StandardCharsets.UTF_8).strip();
        if (code != DONE) {
            throw new IllegalArgumentException(text);
        }
        text.lines().forEach(LOG::warn);
    }
}
