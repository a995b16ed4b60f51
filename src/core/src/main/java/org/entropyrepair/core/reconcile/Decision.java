package org.entropyrepair.core.reconcile;

import java.util.List;
import java.util.Set;

/**
 * What a step decided.
 *
 * @param state the new state; the very same object if nothing changed
 * @param effects what to do, in order
 * @param dueNow whether something is due at once, so that the edge has to be looked at again
 *     without a timer
 * @param blockedOn targets at whose full gate something due is waiting: look again when they have
 *     room
 */
public record Decision(
        EdgeState state, List<Effect> effects, boolean dueNow, Set<String> blockedOn) {}
