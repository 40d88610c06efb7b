package dev.classifine.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs side by side. */
class ComparePageTest {

  @TempDir Path temporary;
  private Path first;
  private Path second;

  @BeforeEach
  void write() throws IOException {
    first = SampleRun.write(temporary.resolve("x/run"));
    second = SampleRun.write(temporary.resolve("y/run"));
    change("all_results.json", "eval_accuracy", 0.97, "eval_loss", 0.5);
    JsonObject run = Json.readObject(second.resolve("run.json"));
    run.getAsJsonObject("options").addProperty("label_smoothing", 0.2);
    Files.writeString(second.resolve("run.json"), Json.pretty(run));
  }

  private void change(String file, String name, double value, String other, double otherValue)
      throws IOException {
    JsonObject json = Json.readObject(second.resolve(file));
    json.addProperty(name, value);
    json.addProperty(other, otherValue);
    Files.writeString(second.resolve(file), Json.pretty(json));
  }

  private Document page() {
    return Jsoup.parse(ComparePage.html(List.of(RunFiles.read(first), RunFiles.read(second))));
  }

  @Test
  void theBestNumberOfEachMetricIsMarked() {
    Document page = page();
    Element accuracy = page.selectFirst("[data-run='run (2)'][data-metric=eval_accuracy]");
    assertEquals("0.97", accuracy.attr("data-value"));
    assertEquals("best", accuracy.parent().className());
    assertTrue(accuracy.parent().text().endsWith("best"));
    Element loss = page.selectFirst("[data-run=run][data-metric=eval_loss]");
    assertEquals("best", loss.parent().className()); // the smaller one
    assertEquals(
        "", page.selectFirst("[data-run=run][data-metric=eval_accuracy]").parent().className());
  }

  @Test
  void onlyOptionsThatDifferAreShown() {
    Document page = page();
    assertEquals(List.of("label_smoothing 0.1 0.2"), page.select("#options tbody tr").eachText());
  }

  @Test
  void everyRunIsALineOfEachChart() {
    JsonObject drawn = Json.parseObject(page().getElementById("data").data(), "data");
    drawn
        .getAsJsonArray("charts")
        .forEach(chart -> assertEquals(2, chart.getAsJsonObject().getAsJsonArray("series").size()));
  }

  @Test
  void otherRowsOfTheEvaluationAreToldOf() throws IOException {
    assertEquals(2, page().select(".warnings li").size()); // those of the runs themselves
    JsonObject run = Json.readObject(second.resolve("run.json"));
    run.getAsJsonObject("eval").addProperty("sha256", "another");
    Files.writeString(second.resolve("run.json"), Json.pretty(run));
    assertTrue(
        page().selectFirst(".warnings li").text().startsWith("The runs were not evaluated on"));
  }

  @Test
  void runsThatEvaluatedNothingAreNotToldApartByTheirSeeds() throws IOException {
    withoutEvaluation(second, 7);
    assertEquals(2, page().select(".warnings li").size()); // those of the runs themselves
    withoutEvaluation(first, 42);
    assertEquals(2, page().select(".warnings li").size());
  }

  private static void withoutEvaluation(Path folder, int seed) throws IOException {
    JsonObject run = Json.readObject(folder.resolve("run.json"));
    run.remove("eval");
    run.addProperty("seed", seed);
    Files.writeString(folder.resolve("run.json"), Json.pretty(run));
  }
}
