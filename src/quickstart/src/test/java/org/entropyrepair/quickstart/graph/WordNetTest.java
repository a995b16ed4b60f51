package org.entropyrepair.quickstart.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.entropyrepair.core.model.Subject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WordNetTest {
    private static final List<PointerType> ALL = List.of(PointerType.values());

    private static WordNet wordNet;

    @BeforeAll
    static void read() {
        wordNet = WordNet.read();
    }

    @Test
    void everySynsetAndEveryPointerIsRead() {
        assertThat(wordNet.synsets()).hasSize(117_791);
        assertThat(wordNet.pointers()).isEqualTo(378_203);
        assertThat(wordNet.edges()).as("ten pointers are listed twice").hasSize(378_193);
    }

    @Test
    void everyTypeOccursAndEveryEdgeLeadsToASynset() {
        Set<String> ids = wordNet.synsets().stream().map(Synset::id).collect(Collectors.toSet());
        Set<String> types = new HashSet<>();
        for (Subject.Edge edge : wordNet.edges()) {
            types.add(edge.type());
            assertThat(ids.contains(synsetOf(edge.source()))).as(edge.source()).isTrue();
            assertThat(ids.contains(synsetOf(edge.target()))).as(edge.target()).isTrue();
        }
        assertThat(types).hasSize(PointerType.values().length);
    }

    @Test
    void anEntityIsTheMostGeneralTermAndAPhysicalEntityIsOne() {
        assertThat(wordNet.synsets().get(0).id()).isEqualTo("n00001740");
        assertThat(wordNet.synsets().get(0).words()).isEqualTo("entity");
        assertThat(wordNet.synsets().get(0).gloss()).startsWith("that which is perceived");
        assertThat(wordNet.edges())
                .contains(new Subject.Edge("wordnet", "hypernym", "n00001930", "n00001740"));
    }

    @Test
    void aSampleIsReproducibleAndHasNoEdgeTwice() {
        assertThat(wordNet.sample(1_000, ALL, 7)).isEqualTo(wordNet.sample(1_000, ALL, 7));
        assertThat(wordNet.sample(1_000, ALL, 7)).isNotEqualTo(wordNet.sample(1_000, ALL, 8));
        assertThat(wordNet.sample(1_000, ALL, 7)).doesNotHaveDuplicates();
        assertThat(wordNet.sample(Integer.MAX_VALUE, ALL, 7)).hasSize(wordNet.edges().size());
    }

    private static String synsetOf(String id) {
        return id.replaceFirst("#.*", "");
    }

    @Test
    void aSampleOfSomeTypesHasThoseOnly() {
        assertThat(WordNet.read().sample(1_000, List.of(PointerType.ANTONYM), 7))
                .hasSize(1_000)
                .allMatch(edge -> edge.type().equals("antonym"));
    }
}
