package org.entropyrepair.testkit.contract;

import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.Test;

/** A put whose TTL has run out is a delete with the same token, whenever it comes. */
public interface StoreExpiryContract extends StoreUnderTest {
    @Test
    default void putIsThereForWhatIsLeftOfItsTtl() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().expiring(1));
        bench().shows(cell, bench().expiring(1));
    }

    @Test
    default void putThatRanOutEmptiesTheCellAndItsTokenStays() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().put(1));
        bench().lands(cell, bench().expired(2));
        bench().showsEmpty(cell, bench().expired(2));
        bench().loses(cell, bench().put(1));
        bench().showsEmpty(cell, bench().expired(2));
    }

    @Test
    default void putThatRanOutBeforeAnythingElseStands() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().expired(2));
        bench().loses(cell, bench().put(1));
        bench().showsEmpty(cell, bench().expired(2));
    }

    @Test
    default void repeatOfAPutThatRanOutChangesNothing() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().expired(2));
        bench().heals(cell, bench().expired(2));
        bench().showsEmpty(cell, bench().expired(2));
    }

    @Test
    default void newerPutBeatsOneThatRanOut() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().expired(2));
        bench().lands(cell, bench().put(3));
        bench().shows(cell, bench().put(3));
    }

    @Test
    default void putThatRanOutIsSupersededByANewerOne() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().put(3));
        bench().loses(cell, bench().expired(2));
        bench().shows(cell, bench().put(3));
    }

    @Test
    default void putRunsOutWhileItIsStored() {
        Cell cell = bench().newCell();
        Version shortLived = inSeconds(4);
        bench().lands(cell, shortLived);
        bench().shows(cell, shortLived);
        bench().runOut(cell, shortLived);
        bench().showsEmpty(cell, shortLived);
    }

    @Test
    default void putThatRanOutWhileStoredKeepsItsPlace() {
        Cell cell = bench().newCell();
        Version shortLived = inSeconds(4);
        bench().lands(cell, bench().put(1));
        bench().lands(cell, shortLived);
        bench().runOut(cell, shortLived);
        bench().loses(cell, bench().put(2));
        bench().showsEmpty(cell, shortLived);
        Version later = Version.put(new Token(shortLived.token().generatedAtMicros() + 1, 0, 1));
        bench().lands(cell, later);
        bench().shows(cell, later);
    }

    @Test
    default void tieEndsTheSameBeforeAndAfterAPutRanOut() {
        bench().assumeNot(Weakness.SETTLES_TIES_ITSELF);
        bench().assumeNot(Weakness.EXPIRED_RANKS_AS_DELETE);
        Version first = inSeconds(4);
        Token token = first.token();
        Version second =
                Version.expiringPut(
                        new Token(token.generatedAtMicros(), 0, token.nonceLow() + 1), 86_400);
        Cell early = bench().newCell();
        bench().lands(early, first);
        bench().lands(early, second);
        Cell late = bench().newCell();
        bench().lands(late, first);
        bench().runOut(late, first);
        bench().lands(late, second);
        bench().shows(early, second);
        bench().shows(late, second);
    }

    @Test
    default void deleteOfTheSameTokenBeatsAPutThatRanOut() {
        Cell cell = bench().newCell();
        bench().lands(cell, bench().expired(2));
        bench().apply(cell, bench().delete(2));
        bench().showsEmpty(
                        cell,
                        bench().has(Weakness.EXPIRED_RANKS_AS_DELETE)
                                ? bench().expired(2)
                                : bench().delete(2));
    }

    /** A put which runs out that many seconds from now, rounded up. */
    private Version inSeconds(int seconds) {
        Token token = bench().token(5);
        long ttl = (bench().nowMicros() - token.generatedAtMicros()) / 1_000_000L + seconds;
        return Version.expiringPut(token, ttl);
    }
}
