package org.entropyrepair.jobs;

import org.entropyrepair.flow.redrive.LetterFilter;

/**
 * What is said of a redrive job beside its region config.
 *
 * @param jobName its name in Flink
 * @param filter which letters are meant
 * @param redrivesMax a letter that has been redriven so often stays
 * @param perSecond no more than so many a second; 0 for no limit
 * @param dryRun whether it only counts
 */
public record RedriveJobOptions(
        String jobName, LetterFilter filter, int redrivesMax, int perSecond, boolean dryRun) {
    /** All letters, as fast as the brokers take them. */
    public static final RedriveJobOptions DEFAULT =
            new RedriveJobOptions("entropy-repair-redrive", LetterFilter.ALL, 3, 0, false);
}
