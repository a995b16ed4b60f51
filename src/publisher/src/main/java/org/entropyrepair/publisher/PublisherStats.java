package org.entropyrepair.publisher;

/**
 * What a publisher has done since it was opened, and where it stands; one moment's view.
 *
 * @param published failures the broker took without the spool
 * @param spooled failures that went to the spool
 * @param replayed failures from the spool, of earlier runs too, that the broker took
 * @param refused failures that were not taken, for any reason
 * @param setAside spooled failures which the broker refused for good (too large for the topic);
 *     they stand in the spool folder's {@code set-aside} file
 * @param spoolRecords failures in the spool now
 * @param spoolBytes what the spool takes on disk now
 * @param connected whether the broker could be reached when last tried
 */
public record PublisherStats(
        long published,
        long spooled,
        long replayed,
        long refused,
        long setAside,
        long spoolRecords,
        long spoolBytes,
        boolean connected) {}
