package org.entropyrepair.config.yaml;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML document as a tree of nodes, without what makes YAML treacherous: no anchors and aliases
 * (a few lines of them can stand for gigabytes), no tags, no second document, nothing deep.
 */
final class YamlText {
    /** The longest text, in characters. */
    static final int CHARS_MAX = 1024 * 1024;

    /** How deep lists and mappings may be nested. */
    static final int DEPTH_MAX = 32;

    /** The path of problems that concern all of the document. */
    static final String DOCUMENT = "document";

    private final LoadSettings settings;
    private final Problems problems;

    private YamlText(String file, Problems problems) {
        this.problems = problems;
        this.settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(CHARS_MAX)
                        .setAllowDuplicateKeys(true)
                        .build();
    }

    /** The root of the only document; empty, with a problem, if the text is not one. */
    static Optional<Node> parse(String file, String text, Problems problems) {
        if (text.length() > CHARS_MAX) {
            problems.add(1, DOCUMENT, text.length() + " characters", "at most " + CHARS_MAX);
            return Optional.empty();
        }
        return new YamlText(file, problems).parse(text);
    }

    private Optional<Node> parse(String text) {
        try {
            checkEvents(text);
            if (!problems.isEmpty()) {
                return Optional.empty();
            }
            Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
            if (documents.hasNext()) {
                return Optional.of(documents.next());
            }
            problems.add(1, DOCUMENT, "empty", "a region config");
        } catch (ReaderException unprintable) {
            problems.add(
                    lineAt(text, unprintable.getPosition()),
                    DOCUMENT,
                    String.format("character U+%04X", unprintable.getCodePoint()),
                    "printable text");
        } catch (MarkedYamlEngineException malformed) {
            problems.add(
                    malformed.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1),
                    DOCUMENT,
                    Masking.oneLine(malformed.getProblem()),
                    "YAML 1.2");
        } catch (YamlEngineException malformed) {
            problems.add(1, DOCUMENT, "not readable", "YAML 1.2");
        }
        return Optional.empty();
    }

    private void checkEvents(String text) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof DocumentStartEvent && ++documents == 2) {
                problems.add(lineOf(event), DOCUMENT, "a second document", "only one");
            } else if (event instanceof AliasEvent) {
                problems.add(lineOf(event), DOCUMENT, "an alias", "no anchors and aliases");
            } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                problems.add(lineOf(event), DOCUMENT, "an anchor", "no anchors and aliases");
            }
            if (event instanceof CollectionStartEvent start) {
                start.getTag().ifPresent(tag -> reportTag(event));
                if (++depth > DEPTH_MAX) {
                    String found = "nested deeper than " + DEPTH_MAX;
                    problems.add(lineOf(event), DOCUMENT, found, "at most " + DEPTH_MAX);
                    return;
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                scalar.getTag().ifPresent(tag -> reportTag(event));
            }
        }
    }

    private void reportTag(Event event) {
        problems.add(lineOf(event), DOCUMENT, "a tag", "no tags");
    }

    private static int lineOf(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static int lineAt(String text, int codePoints) {
        int end =
                text.offsetByCodePoints(
                        0, Math.min(codePoints, text.codePointCount(0, text.length())));
        return (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
    }
}
