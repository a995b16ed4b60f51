package org.entropyrepair.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.entropyrepair.core.model.Bytes;
import org.entropyrepair.core.model.Cell;
import org.entropyrepair.core.model.Mutation;
import org.entropyrepair.core.model.Token;
import org.entropyrepair.core.model.Version;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.sinks.WriteResult;
import org.junit.jupiter.api.Test;

final class ScriptedStoreTest {
    private static final Cell CELL = new Cell("n", Bytes.utf8("id"), Bytes.utf8("key"));
    private static final Cell OTHER = new Cell("n", Bytes.utf8("id"), Bytes.utf8("other"));
    private static final Mutation PUT = put(CELL, 1);

    private final ScriptedStore store = new ScriptedStore();

    @Test
    void nextAnswersComeBeforeStandingOnesAndThoseBeforeTheStores() {
        store.always(new Answer.Throttled("slow"))
                .forCell(CELL, new Answer.Rejected("never"))
                .next(CELL, new Answer.Unavailable("away"), new Answer.Honest());
        assertThat(result(PUT)).isEqualTo(new WriteResult.Unavailable("away"));
        assertThat(store.held(CELL)).isEmpty();
        assertThat(result(PUT)).isEqualTo(new WriteResult.Applied());
        assertThat(result(PUT)).isEqualTo(new WriteResult.Rejected("never"));
        assertThat(result(put(OTHER, 1))).isEqualTo(new WriteResult.Throttled("slow"));
        store.honest();
        assertThat(result(PUT)).isEqualTo(new WriteResult.Healed());
        assertThat(store.writesOf(CELL)).isEqualTo(4);
        assertThat(store.writes()).isEqualTo(5);
    }

    @Test
    void unknownMayHaveLandedOrNot() {
        store.next(CELL, new Answer.Unknown(false), new Answer.Unknown(true));
        assertThat(result(PUT)).isInstanceOf(WriteResult.Unknown.class);
        assertThat(store.held(CELL)).isEmpty();
        assertThat(result(PUT)).isInstanceOf(WriteResult.Unknown.class);
        assertThat(store.held(CELL)).isPresent();
    }

    @Test
    void lateWritesLandWhenReleasedAndLateAnswersBefore() {
        store.next(CELL, new Answer.Late()).next(OTHER, new Answer.LateAnswer());
        CompletableFuture<WriteResult> late = store.apply(PUT).toCompletableFuture();
        CompletableFuture<WriteResult> lateAnswer =
                store.apply(put(OTHER, 1)).toCompletableFuture();
        assertThat(store.inFlight()).isEqualTo(2);
        assertThat(store.held(CELL)).isEmpty();
        assertThat(store.held(OTHER)).isPresent();
        assertThat(late).isNotDone();
        assertThat(lateAnswer).isNotDone();
        assertThat(store.release()).isEqualTo(2);
        assertThat(late).isCompletedWithValue(new WriteResult.Applied());
        assertThat(lateAnswer).isCompletedWithValue(new WriteResult.Applied());
        assertThat(store.held(CELL)).isPresent();
        assertThat(store.inFlight()).isZero();
    }

    @Test
    void whatHangsIsAnsweredByACloseOnly() {
        store.always(new Answer.Hang(true));
        CompletableFuture<WriteResult> hung = store.apply(PUT).toCompletableFuture();
        assertThat(store.release()).isZero();
        assertThat(hung).isNotDone();
        assertThat(store.held(CELL)).isPresent();
        store.close();
        assertThat(hung).isCompletedWithValue(new WriteResult.Unknown("closed"));
    }

    @Test
    void bugIsThrownFromTheCall() {
        store.next(CELL, new Answer.Throw("a bug"));
        assertThatThrownBy(() -> store.apply(PUT)).hasMessage("a bug");
    }

    @Test
    void storesOfOneNameAreOneStore() {
        StoreFactory factory =
                StoreFactory.ofKind("scripted", ScriptedStoreTest.class.getClassLoader());
        Map<String, Object> settings = Map.of("kind", "scripted", "name", "shared");
        assertThat(factory.check(settings)).isEmpty();
        assertThat(factory.check(Map.of("kind", "scripted", "nam", 1))).hasSize(2);
        try (Store opened =
                factory.open(
                        new StoreContext(
                                "eu",
                                settings,
                                Map.of("n", new StoreContext.Namespace("n", "n", 1, true))))) {
            opened.apply(PUT).toCompletableFuture().join();
            assertThat(ScriptedStore.named("shared").held(CELL)).isPresent();
        } finally {
            ScriptedStore.forget("shared");
        }
    }

    private WriteResult result(Mutation mutation) {
        return store.apply(mutation).toCompletableFuture().join();
    }

    private static Mutation put(Cell cell, long micros) {
        return new Mutation(
                cell, Version.put(new Token(micros, 0, 1)), Bytes.utf8("v"), Bytes.EMPTY);
    }
}
