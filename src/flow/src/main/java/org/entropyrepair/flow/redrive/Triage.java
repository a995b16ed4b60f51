package org.entropyrepair.flow.redrive;

/** Decides of each letter whether it goes back, and where. Reads a source topic at most. */
public final class Triage {
    private final Routes routes;
    private final SourceRecords sources;
    private final int redrivesMax;

    /** What is decided. */
    public sealed interface Verdict {
        /** It goes back there. */
        record Go(Letter letter, Road road) implements Verdict {}

        /** It has been round often enough. */
        record Looping(Letter letter) implements Verdict {}

        /** It cannot go back; one line says why. */
        record Refused(Letter letter, String why) implements Verdict {}
    }

    /**
     * By these rules.
     *
     * @param redrivesMax a letter that has been redriven so often stays
     */
    public Triage(Routes routes, SourceRecords sources, int redrivesMax) {
        this.routes = routes;
        this.sources = sources;
        this.redrivesMax = redrivesMax;
    }

    /**
     * What becomes of a letter.
     *
     * @throws org.entropyrepair.flow.topic.TopicTrouble if its source does not answer
     */
    public Verdict of(Letter letter) {
        if (letter.dead().redrives() >= redrivesMax) {
            return new Verdict.Looping(letter);
        }
        SourceRecords.Found found = sources.complete(letter);
        if (found instanceof SourceRecords.Found.Gone gone) {
            return new Verdict.Refused(letter, gone.why());
        }
        Letter whole = ((SourceRecords.Found.Whole) found).letter();
        Routes.Route route = routes.of(whole);
        return route instanceof Routes.Route.To to
                ? new Verdict.Go(whole, to.road())
                : new Verdict.Refused(whole, ((Routes.Route.Nowhere) route).why());
    }
}
