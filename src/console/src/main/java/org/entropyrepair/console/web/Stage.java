package org.entropyrepair.console.web;

import java.util.Map;
import java.util.Set;

/**
 * What a demonstration adds: regions that can be taken down from the page, and how many cells
 * really differ. Asked from several threads.
 */
public interface Stage {
    /** Nothing of the kind: a console of real regions. */
    Stage NONE =
            new Stage() {
                @Override
                public boolean isThere() {
                    return false;
                }

                @Override
                public Set<String> down() {
                    return Set.of();
                }

                @Override
                public void down(String region, boolean down) {}

                @Override
                public Map<String, Long> divergent() {
                    return Map.of();
                }
            };

    /** Whether there is one. */
    default boolean isThere() {
        return true;
    }

    /** The regions that are down. */
    Set<String> down();

    /** Takes a region down, or brings it back. */
    void down(String region, boolean down);

    /** Cells that differ from what they should be, by region, as somebody compared them last. */
    Map<String, Long> divergent();
}
