package org.entropyrepair.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.entropyrepair.config.yaml.Shape;

/**
 * Some names, or all there are.
 *
 * @param all whether it stands for all
 * @param some the names otherwise, in the order of the file; none if {@code all}
 */
public record Names(boolean all, Set<String> some) {
    /** All there are. */
    public static final Names ALL = new Names(true, Set.of());

    /** The names of a list; all for {@code ["*"]}. */
    public static Names of(List<String> names) {
        return names.stream().anyMatch(Names::isAll)
                ? ALL
                : new Names(false, new LinkedHashSet<>(names));
    }

    /** Whether a name stands for all. */
    static boolean isAll(String name) {
        return name.equals(Shape.Names.ALL);
    }

    /** Whether a name is among them. */
    public boolean contains(String name) {
        return all || some.contains(name);
    }

    /** The names, or {@code *}. */
    @Override
    public String toString() {
        return all ? "*" : some.toString();
    }
}
