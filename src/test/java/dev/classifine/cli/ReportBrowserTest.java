package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Reports in a browser without a network: what is drawn, what a click does, what goes wrong. */
@Tag("browser")
class ReportBrowserTest {

  private static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path temporary;

  private static TinyRuns tiny;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    tiny = new TinyRuns(temporary);
    StringBuilder rows = new StringBuilder("text,label\n");
    String[] labels = {"place", "person", HOSTILE};
    for (int i = 0; i < 36; i++) {
      rows.append("what city is ").append(i % 3 == 0 ? "the world" : HOSTILE);
      rows.append(',').append(labels[i % 7 % 3]).append('\n');
    }
    Path data = tiny.write("data.csv", rows.toString());
    CommandLineRunner run =
        tiny.train(
            data,
            "--eval",
            data.toString(),
            "--epochs",
            "3",
            "--batch-size",
            "4",
            "--learning-rate",
            "5e-3",
            "--logging-steps",
            "2",
            "--calibrate");
    assertEquals(0, run.code(), run.toString());
    browser = Browser.start(Files.createDirectory(temporary.resolve("profile")));
    browser.width(1280);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void openReport() {
    browser.open(tiny.output().resolve("report.html"));
  }

  private static int count(String selector) {
    return browser.evaluate("document.querySelectorAll('" + selector + "').length").getAsInt();
  }

  private static List<String> texts(String selector) {
    return browser
        .evaluate(
            "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent.trim())")
        .getAsJsonArray()
        .asList()
        .stream()
        .map(text -> text.getAsString())
        .toList();
  }

  /** A share of the pixels of a chart that something is drawn on. */
  private static double drawn(String id) {
    return browser
        .evaluate(
            "(() => { const c = document.querySelector('#"
                + id
                + " canvas');"
                + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                + " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0 ? 1 : 0;"
                + " return n / (d.length / 4); })()")
        .getAsDouble();
  }

  @Test
  void everythingIsDrawnAndNothingGoesWrong() {
    openReport();
    assertEquals(7, count(".plot canvas"));
    for (String id : List.of("loss", "metrics", "learning-rate", "reliability", "cases")) {
      assertTrue(drawn(id) > 0.005, id + " is empty");
    }
    assertEquals(0, count("img"));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void theNumbersAreTheResults() {
    openReport();
    JsonObject results = Json.readObject(tiny.output().resolve("all_results.json"));
    for (String name : results.keySet()) {
      assertEquals(
          results.get(name).getAsString(),
          browser.text("document.querySelector('[data-metric=" + name + "]').dataset.value"));
    }
  }

  @Test
  void aHeadingSortsItsTable() {
    openReport();
    List<String> before = texts("#labels tbody td[data-label-metric=support]");
    String heading = "document.querySelectorAll('#labels thead th')[4]";
    browser.evaluate(heading + ".querySelector('button').click()");
    List<String> down =
        before.stream()
            .sorted((a, b) -> Integer.compare(Integer.parseInt(b), Integer.parseInt(a)))
            .toList();
    assertEquals(down, texts("#labels tbody td[data-label-metric=support]"));
    assertEquals("descending", browser.text(heading + ".getAttribute('aria-sort')"));
    browser.evaluate(heading + ".querySelector('button').click()");
    assertEquals("ascending", browser.text(heading + ".getAttribute('aria-sort')"));
  }

  @Test
  void theMatrixIsSortedByErrorsRowsAndColumnsAlike() {
    openReport();
    long right = diagonal();
    choose("confusion-order", "errors");
    List<String> errors = texts("#confusion-matrix tbody td:last-child");
    List<String> sorted =
        errors.stream()
            .sorted((a, b) -> Integer.compare(Integer.parseInt(b), Integer.parseInt(a)))
            .toList();
    assertEquals(sorted, errors);
    assertEquals(right, diagonal());
    choose("confusion-order", "label");
    List<String> names = texts("#confusion-matrix tbody th");
    assertEquals(names, texts("#confusion-matrix thead th bdi"));
    choose("confusion-cells", "percent");
    assertTrue(texts("#confusion-matrix tbody td").get(0).endsWith("%"));
  }

  private static void choose(String id, String value) {
    browser.evaluate(
        "(() => { const s = document.getElementById('"
            + id
            + "'); s.value = '"
            + value
            + "'; s.dispatchEvent(new Event('change')); })()");
  }

  /** How many rows stand in the diagonal, which no order changes. */
  private static long diagonal() {
    return browser
        .evaluate(
            "[...document.querySelectorAll('#confusion-matrix tbody tr')]"
                + ".map((r, i) => Number(r.cells[i + 1].textContent)).reduce((a, b) => a + b)")
        .getAsLong();
  }

  @Test
  void theThemeIsTurned() {
    openReport();
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = browser.text(ground);
    browser.evaluate("document.getElementById('theme').click()");
    assertNotEquals(light, browser.text(ground));
    assertEquals(
        "true", browser.text("document.getElementById('theme').getAttribute('aria-pressed')"));
    browser.evaluate("document.getElementById('theme').click()");
    assertEquals(light, browser.text(ground));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void keysMoveAlongAChartAndTurnALineOff() {
    openReport();
    browser.evaluate(
        "document.getElementById('loss').dispatchEvent("
            + "new KeyboardEvent('keydown', {key: 'ArrowRight'}))");
    assertEquals(
        "2",
        browser.text(
            "new Promise(done => setTimeout(() =>"
                + " done(document.querySelector('#loss .u-legend td').textContent), 100))"));
    String name = "document.querySelectorAll('#loss .u-legend th')[1]";
    browser.evaluate(name + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
    assertEquals(
        "false",
        browser.text(
            "new Promise(done => setTimeout(() => done("
                + name
                + ".getAttribute('aria-pressed')), 100))"));
  }

  @Test
  void aPhoneShowsItWithoutScrollingSideways() {
    browser.width(390);
    openReport();
    int width = browser.evaluate("document.documentElement.scrollWidth").getAsInt();
    browser.width(1280);
    assertEquals(390, width);
  }

  @Test
  void runsSideBySideAreDrawnToo() {
    Path page = temporary.resolve("compare.html");
    String run = tiny.output().toString();
    CommandLineRunner compared =
        CommandLineRunner.run("compare", run, run, "--output", page.toString());
    assertEquals(0, compared.code(), compared.toString());
    browser.open(page);
    assertTrue(drawn("chart-0") > 0.005);
    assertEquals(List.of(), browser.complaints());
  }
}
