package org.entropyrepair.publisher;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.entropyrepair.core.model.Token;

/**
 * Makes idempotency tokens: one per graph write, for all its cells, regions and retries.
 *
 * <p>Each token of one source is at least a microsecond later than the one before, so a re-insert
 * always wins over the delete before it, even if the clock stands still or goes back. After a clock
 * that was ahead has been set back, tokens stay ahead until it has caught up: the pipeline will
 * hold or refuse them if that is more than its {@code clock} setting allows. The nonce is random,
 * so tokens of different processes differ.
 *
 * <p>Thread-safe; a process needs one.
 */
public final class TokenSource {
    private final InstantSource clock;
    private final RandomGenerator nonces;
    private final AtomicLong lastMicros = new AtomicLong(-1);

    /** A source on the system's clock and a secure random generator. */
    public TokenSource() {
        this(InstantSource.system(), new SecureRandom());
    }

    /**
     * A source on a given clock.
     *
     * @param nonces must be thread-safe if this source is used by several threads
     */
    public TokenSource(InstantSource clock, RandomGenerator nonces) {
        this.clock = clock;
        this.nonces = nonces;
    }

    /** The token of one more graph write. */
    public Token next() {
        Instant now = clock.instant();
        long nowMicros = now.getEpochSecond() * 1_000_000L + now.getNano() / 1000;
        long micros = lastMicros.accumulateAndGet(nowMicros, (last, at) -> Math.max(last + 1, at));
        return new Token(micros, nonces.nextLong(), nonces.nextLong());
    }
}
