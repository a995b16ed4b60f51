package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.entropyrepair.quickstart.progress.Display;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The console of a running quickstart in a real Chromium, as somebody would use it. Leaves its
 * pictures in {@code target/console}, from where those of {@code src/docs} are taken.
 */
@Tag("slow")
@Timeout(300)
class ConsoleBrowserTest {
    private static final Path PICTURES =
            Path.of(Objects.requireNonNull(System.getProperty("entropyrepair.root")))
                    .resolve("src/quickstart/target/console");
    private static final String HEADLINE = "#headline";

    @TempDir Path temporary;

    @Test
    void aRegionGoesDownThePageSaysSoAndWhyAndEndsCalmOnceItIsBack() throws Exception {
        Options options =
                Options.parse(List.of("--edges", "900", "--seed", "5", "--timeout", "2m"));
        Display silent =
                new Display(
                        new PrintStream(
                                PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        0);
        try (Browser browser = new Browser();
                Run run = Run.open(options, RunFolder.create(temporary.resolve("run")), silent)) {
            CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> converge(run));
            browser.open(run.consoleAddress().get(2, TimeUnit.MINUTES));
            assertThat(browser.address()).doesNotContain("token");
            itGoesDown(browser);
            browser.await("#job", "running");
            itComesBack(browser);
            assertThat(result.get(2, TimeUnit.MINUTES).isGood()).isTrue();
            anEdgeIsExplained(browser);
            letters(browser);
            aScopeIsPausedAndResumed(browser);
        }
    }

    private static Result converge(Run run) {
        try {
            return run.converge();
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }

    private static void itGoesDown(Browser browser) throws IOException {
        browser.press("Take down us-east-1");
        browser.await("#regions tr:nth-child(3)", "the region is down");
        browser.await(HEADLINE, "us-east-1");
        browser.await(HEADLINE, "out");
        browser.await(HEADLINE, "wait for");
        browser.await("#because", "the region is down");
        browser.await("#groups", "the region is out");
        accessible(browser, "down");
    }

    private static void itComesBack(Browser browser) throws IOException {
        browser.press("Bring back us-east-1");
        browser.await(HEADLINE, "Calm");
        browser.await("#regions tr:nth-child(3)", "well");
        browser.awaitExactly("#regions tr:nth-child(3) td:nth-child(3)", "0");
        accessible(browser, "calm");
    }

    private static void anEdgeIsExplained(Browser browser) throws IOException {
        browser.type("/", "nobody", Keys.ENTER);
        browser.await("#detail", "Nothing is known of such an edge");
        browser.type(Keys.ESCAPE);
        browser.script("const q = document.getElementById('query'); q.value = ''; q.blur()");
        // Begins the names of all nouns.
        browser.type("/", "n", Keys.ENTER);
        browser.await("#detail h2", "Edges like n");
        browser.await("#detail .rows", "n");
        browser.type("j", Keys.ENTER);
        browser.await("#detail .repair", "token");
        accessible(browser, "edge");
        browser.type(Keys.ESCAPE);
        assertThat(browser.text("#detail")).isEmpty();
    }

    private static void letters(Browser browser) throws IOException {
        browser.press("CLOCK_DRIFT");
        browser.press("Rehearse a redrive of all of this reason");
        browser.await("#detail", "Would be redriven:");
        browser.script("document.querySelector('#detail .rows button').click()");
        browser.await("#detail", "sha256");
        assertThat(browser.text("#detail pre")).isEmpty();
        browser.press("Reveal the record");
        browser.press("Reveal? This is logged.");
        browser.await("#detail pre", "generatedAtMicros");
        accessible(browser, "letter");
        browser.type(Keys.ESCAPE);
    }

    private static void aScopeIsPausedAndResumed(Browser browser) {
        browser.press("Pause wordnet");
        browser.press("Sure?");
        browser.await("#scopes", "Resume wordnet");
        browser.await("#work", "pause of scope wordnet: done");
        browser.press("Resume wordnet");
        browser.press("Sure?");
        browser.await("#scopes", "Pause wordnet");
    }

    private static void accessible(Browser browser, String picture) throws IOException {
        for (String colours : List.of("dark", "light")) {
            browser.colours(colours);
            assertThat(browser.violations()).as(picture + ", " + colours).isEmpty();
            browser.picture(PICTURES.resolve(picture + "-" + colours + ".png"));
        }
        browser.size(390, 844);
        assertThat(browser.violations()).as(picture + ", on a phone").isEmpty();
        assertThat(browser.script("return document.documentElement.scrollWidth <= 390"))
                .as(picture + ": nothing hangs over on a phone")
                .isEqualTo(true);
        browser.picture(PICTURES.resolve(picture + "-phone.png"));
        browser.size(1240, 860);
    }
}
