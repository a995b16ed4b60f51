package org.entropyrepair.quickstart.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A Chromium without a screen, from the operating system's package. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    private final ChromeDriver driver;

    /**
     * Starts one.
     *
     * @throws IllegalStateException if there is none on this machine
     */
    Browser() {
        File driverFile = new File("/usr/bin/chromedriver");
        if (!driverFile.canExecute()) {
            throw new IllegalStateException(
                    "chromedriver: missing (expected: Debian's packages chromium and"
                            + " chromium-driver, which bin/test installs as root)");
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1240,860");
        this.driver =
                new ChromeDriver(
                        new ChromeDriverService.Builder().usingDriverExecutable(driverFile).build(),
                        options);
    }

    void open(String address) {
        driver.get(address);
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /** The text of an element; empty while there is none. */
    String text(String css) {
        try {
            List<WebElement> found = driver.findElements(By.cssSelector(css));
            return found.isEmpty() ? "" : found.get(0).getText();
        } catch (WebDriverException changed) {
            return "";
        }
    }

    /** Waits until an element says so. */
    void await(String css, String words) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThat(text(css)).as(css).contains(words));
    }

    /** Waits until the first that fits says nothing but these words. */
    void awaitExactly(String css, String words) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .untilAsserted(() -> assertThat(text(css)).as(css).isEqualTo(words));
    }

    /** Waits for a button and presses it. */
    void press(String words) {
        By button = By.xpath("//button[contains(normalize-space(.), '" + words + "')]");
        Awaitility.await("button " + words)
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(
                        () -> {
                            WebElement found = driver.findElement(button);
                            if (!found.isEnabled() || !found.isDisplayed()) {
                                return false;
                            }
                            found.click();
                            return true;
                        });
    }

    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    @Nullable Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Light or dark, as the operating system would say it. */
    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The size of the page, in its own pixels. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void picture(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** What axe has to say against the page as it is, a line each. */
    List<?> violations() throws IOException {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream(AXE))) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>)
                Objects.requireNonNull(
                        driver.executeAsyncScript(
                                "const done = arguments[arguments.length - 1];"
                                        + "axe.run(document).then(found => done(found.violations.map("
                                        + "one => one.id + ': ' + one.nodes.map(node =>"
                                        + " node.html.slice(0, 120) + ' ' + node.failureSummary).join(' | '))),"
                                        + " failed => done(['axe: ' + failed]));"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
