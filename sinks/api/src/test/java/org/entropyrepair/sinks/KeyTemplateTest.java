package org.entropyrepair.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Subject;
import org.entropyrepair.sinks.KeyTemplate.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTemplateTest {
    private static final Subject EDGE = new Subject.Edge("social", "follows", "user:42", "user:7");
    private static final Subject NODE = new Subject.Node("social", "user", "42");
    private static final Cell CELL =
            new Cell("social.follows.forward", Bytes.utf8("user:42"), Bytes.utf8("user:7\u00fc"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "{graph}:{edge.type}:{id|base64}:{key|hex} social:follows:dXNlcjo0Mg==:757365723a37c3bc",
                "app:{namespace}/{edge.source}>{edge.target} app:social.follows.forward/user:42>user:7",
                "{key|base64url} dXNlcjo3w7w",
                "{key|base64} dXNlcjo3w7w=",
                "{key} user:7\u00fc",
                "{{{id}}} {user:42}",
                "\u00e9{id} \u00e9user:42"
            })
    void namesAreMadeOfTextAndFields(String template, String name) {
        assertThat(KeyTemplate.parse(template).nameOf(EDGE, CELL)).contains(Bytes.utf8(name));
    }

    @Test
    void digestsAreThoseOfTheStandards() {
        Cell abc = new Cell("n", Bytes.utf8("abc"), Bytes.EMPTY);
        assertThat(KeyTemplate.parse("{id|md5}").nameOf(NODE, abc))
                .contains(Bytes.utf8("900150983cd24fb0d6963f7d28e17f72"));
        assertThat(KeyTemplate.parse("{id|sha1}").nameOf(NODE, abc))
                .contains(Bytes.utf8("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assertThat(KeyTemplate.parse("{id|sha256}").nameOf(NODE, abc))
                .contains(
                        Bytes.utf8(
                                "ba7816bf8f01cfea414140de5dae2223"
                                        + "b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void whatASubjectOrCellDoesNotHaveHasNoName() {
        Cell record = Cell.wholeRecord("n", Bytes.utf8("1"));
        assertThat(KeyTemplate.parse("{id}:{key}").nameOf(EDGE, record)).isEmpty();
        assertThat(KeyTemplate.parse("{id}").nameOf(EDGE, record)).contains(Bytes.utf8("1"));
        assertThat(KeyTemplate.parse("{edge.type}").nameOf(NODE, CELL)).isEmpty();
        assertThat(KeyTemplate.parse("{node.id}").nameOf(EDGE, CELL)).isEmpty();
        assertThat(KeyTemplate.parse("{node.type}:{node.id}").nameOf(NODE, CELL))
                .contains(Bytes.utf8("user:42"));
    }

    @Test
    void fieldsAndLiteralsAreToldApart() {
        KeyTemplate template = KeyTemplate.parse("a{{:{id|hex}/{edge.type}z");
        assertThat(template.fields()).isEqualTo(EnumSet.of(Field.ID, Field.EDGE_TYPE));
        assertThat(template.literals()).isEqualTo(Bytes.utf8("a{:/z"));
        assertThat(template).hasToString("a{{:{id|hex}/{edge.type}z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "plain; no field (expected: at least one, or all cells have one name)",
                "{id; a { that is not closed (expected: {field} or {field|encoding}, {{ for a"
                        + " brace)",
                "id}; a } that closes nothing (expected: }} for a brace)",
                "{ID}; {ID} (expected: one of graph, edge.type, edge.source, edge.target,"
                        + " node.type, node.id, namespace, id, key)",
                "{id|base32}; {id|base32} (expected: base64, base64url, hex, md5, sha1 or sha256"
                        + " after the bar)",
                "{id|}; {id|} (expected: base64, base64url, hex, md5, sha1 or sha256 after the"
                        + " bar)"
            })
    void whatIsNoTemplateIsRefused(String template, String message) {
        assertThatThrownBy(() -> KeyTemplate.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
