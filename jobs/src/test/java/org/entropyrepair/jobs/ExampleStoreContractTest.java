package org.entropyrepair.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.entropyrepair.sinks.Store;
import org.entropyrepair.sinks.StoreContext;
import org.entropyrepair.sinks.StoreFactory;
import org.entropyrepair.testkit.contract.ExampleStoreJar;
import org.entropyrepair.testkit.contract.StoreContract;
import org.entropyrepair.testkit.contract.StoreTraits;
import org.entropyrepair.testkit.contract.StoreTraits.Weakness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the docs, found in its jar by its kind, is a store. */
@Tag("slow")
final class ExampleStoreContractTest extends StoreContract {
    @TempDir private static Path build;
    private static URLClassLoader loader;

    @TempDir private Path data;

    @BeforeAll
    static void compile() throws IOException {
        URL jar = ExampleStoreJar.build(build).toUri().toURL();
        loader = new URLClassLoader(new URL[] {jar}, StoreFactory.class.getClassLoader());
    }

    @AfterAll
    static void unload() throws IOException {
        loader.close();
    }

    @Override
    protected Store open(Map<String, StoreContext.Namespace> namespaces) {
        return factory()
                .open(
                        new StoreContext(
                                "eu",
                                Map.of("kind", ExampleStoreJar.KIND, "path", data.toString()),
                                namespaces));
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.complete().but(Weakness.CANNOT_SCAN, Weakness.NO_RECORD_DELETES);
    }

    @Test
    void itComesFromItsJarAlone() {
        assertThat(factory().getClass().getClassLoader()).isSameAs(loader);
    }

    @Test
    void itsSettingsAreCheckedStrictly() {
        StoreFactory factory = factory();
        assertThat(factory.check(Map.of("kind", "folder", "path", "/somewhere"))).isEmpty();
        assertThat(factory.check(Map.of("kind", "folder")))
                .isEqualTo(List.of(new StoreFactory.Problem("path", "null", "a folder")));
        assertThat(factory.check(Map.of("kind", "folder", "path", "/x", "pth", "/y")))
                .extracting(StoreFactory.Problem::setting)
                .isEqualTo(List.of("pth"));
    }

    private static StoreFactory factory() {
        return StoreFactory.ofKind(ExampleStoreJar.KIND, loader);
    }
}
