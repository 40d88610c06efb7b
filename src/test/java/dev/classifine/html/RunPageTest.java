package dev.classifine.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run, as a parser reads it. */
class RunPageTest {

  @TempDir Path temporary;
  private Path folder;
  private Document page;

  @BeforeEach
  void render() {
    folder = SampleRun.write(temporary.resolve("a run & more"));
    page = page();
  }

  private Document page() {
    return Jsoup.parse(RunPage.html(RunFiles.read(folder)));
  }

  @Test
  void everyNumberOfTheResultsStandsInAnElementOfItsName() {
    JsonObject results = Json.readObject(folder.resolve("all_results.json"));
    for (String name : results.keySet()) {
      Element element = page.getElementsByAttributeValue("data-metric", name).last();
      assertNotNull(element, name);
      String expected = results.get(name).isJsonNull() ? "" : results.get(name).getAsString();
      assertEquals(expected, element.attr("data-value"), name);
    }
    assertEquals("0.9640", page.selectFirst("[data-metric=eval_accuracy]").text());
    assertEquals("3.250e-05", page.selectFirst("[data-metric=eval_loss]").text());
    assertEquals("1,234.6", page.selectFirst("[data-metric=train_samples_per_second]").text());
    assertEquals(
        "–", page.getElementsByAttributeValue("data-metric", "eval_own<metric>").first().text());
  }

  @Test
  void textsAndLabelsStayTexts() {
    assertEquals(0, page.select("img, b[onmouseover], [onerror]").size());
    assertEquals(3, page.select("script").size());
    Element text = page.selectFirst("#mistakes blockquote");
    assertEquals(SampleRun.HOSTILE_TEXT, text.wholeText());
    assertEquals(0, text.childrenSize());
    assertEquals(SampleRun.HOSTILE_LABEL, page.select("#labels tbody th").get(1).text());
    assertEquals(
        SampleRun.HOSTILE_LABEL,
        page.select("#confusion-matrix tbody tr").get(1).attr("data-label"));
    assertTrue(page.select(".warnings li").text().contains("<script>alert(1)</script>"));
  }

  @Test
  void whatTheScriptReadsIsJsonThatCannotEndTheScript() {
    String data = page.getElementById("data").data();
    assertFalse(Pattern.compile("[<>&\u2028\u2029]").matcher(data).find(), data);
    Json.parseObject(data, "data");
    String raw = ScriptJson.of(SampleRun.HOSTILE_TEXT);
    assertFalse(Pattern.compile("[<>&\u2028\u2029]").matcher(raw).find(), raw);
    assertEquals(SampleRun.HOSTILE_TEXT, Json.parse(raw, "text").getAsString());
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    for (Element element : page.getAllElements()) {
      for (Attribute attribute : element.attributes()) {
        if (Set.of("src", "href", "action", "srcset", "poster").contains(attribute.getKey())) {
          assertTrue(
              attribute.getValue().startsWith("#") || attribute.getValue().equals("data:,"),
              element.tagName() + ": " + attribute);
        }
      }
    }
    String style = page.select("style").html();
    assertFalse(style.contains("@import") || style.contains("url("), "a style loads something");
    assertTrue(
        page.selectFirst("meta[http-equiv=Content-Security-Policy]")
            .attr("content")
            .startsWith("default-src 'none'"));
    assertTrue(page.select("script").get(1).data().contains("Permission is hereby granted"));
  }

  @Test
  void everyChartHasANameAndATable() {
    List<Element> charts = page.select("figure.chart");
    assertEquals(7, charts.size()); // loss, metrics, rate, norm, speed, reliability, cases
    JsonObject drawn = Json.parseObject(page.getElementById("data").data(), "data");
    assertEquals(charts.size(), drawn.getAsJsonArray("charts").size());
    for (Element chart : charts) {
      Element plot = chart.selectFirst(".plot");
      assertFalse(page.getElementById(plot.attr("aria-labelledby")).text().isBlank());
      assertEquals("0", plot.attr("tabindex"));
      int columns = chart.select("thead th").size();
      assertFalse(chart.select("tbody tr").isEmpty(), plot.id());
      chart.select("tbody tr").forEach(row -> assertEquals(columns, row.childrenSize()));
    }
    Element loss = page.selectFirst("#loss-table tbody tr:last-child");
    assertEquals("10 0.5 0.4", loss.text());
    assertEquals("5 – ", page.selectFirst("#loss-table tbody tr").text() + " ");
  }

  @Test
  void headingsLinksAndHeadersAreInOrder() {
    assertEquals("en", page.selectFirst("html").attr("lang"));
    assertEquals(1, page.select("h1").size());
    assertEquals("a run & more", page.selectFirst("h1").text());
    TreeSet<String> ids = new TreeSet<>();
    page.select("[id]").forEach(element -> assertTrue(ids.add(element.id()), element.id()));
    for (Element link : page.select("a[href], [aria-labelledby], [aria-describedby]")) {
      for (String key : List.of("href", "aria-labelledby", "aria-describedby")) {
        String target = link.attr(key).replace("#", "");
        assertTrue(target.isEmpty() || ids.contains(target), target);
      }
    }
    page.select("thead th").forEach(head -> assertEquals("col", head.attr("scope"), head.text()));
    page.select("tbody th").forEach(head -> assertEquals("row", head.attr("scope"), head.text()));
    page.select("select").forEach(select -> assertEquals("label", select.parent().tagName()));
    page.select("[role=region]")
        .forEach(region -> assertFalse(region.attr("aria-label").isBlank()));
  }

  @Test
  void theMatrixHasItsCountsSumsAndShares() {
    List<Element> rows = page.select("#confusion-matrix tbody tr");
    assertEquals("plain 8 2 0 10 2", rows.get(0).text());
    assertEquals("third 0 0 10 10 0", rows.get(2).text());
    assertEquals("20 %", rows.get(0).select("td").get(1).attr("data-percent"));
    assertEquals(
        List.of("right", "wrong", "none"),
        rows.get(0).select("td[data-percent]").eachAttr("class"));
  }

  @Test
  void anOptionThatTookAnotherValueIsMarked() {
    Element changed = page.selectFirst("#options tr.changed");
    assertEquals("label_smoothing 0.1 0.0 (changed)", changed.text());
    assertEquals(1, page.select("#options tr.changed").size());
    assertTrue(page.getElementById("provenance").text().contains("train sha256 00ff"));
  }

  @Test
  void aRunWithoutItsReportFileHasAPageOfTheRest() throws IOException {
    Files.delete(folder.resolve("report.json"));
    page = page();
    assertEquals(4, page.select("figure.chart").size());
    assertEquals(0, page.select("#confusion, #mistakes, #labels, #calibration").size());
    assertEquals("0.9640", page.selectFirst("[data-metric=eval_accuracy]").text());
  }

  @Test
  void aFileThatWasChangedIsAnErrorWithItsPlace() throws IOException {
    Files.writeString(
        folder.resolve("trainer_state.json"),
        "{\"log_history\": [{\"step\": \"x\"," + " \"loss\": 1}]}");
    ClassifineException e = assertThrows(ClassifineException.class, this::page);
    assertEquals(
        folder.resolve("trainer_state.json")
            + ": log_history[0]: step is a string where a number must stand.",
        e.getMessage());
  }

  @Test
  void whatIsNoCompleteRunIsRefused() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    UsageException none = assertThrows(UsageException.class, () -> RunFiles.read(empty));
    assertTrue(none.getMessage().startsWith(empty + ": is no folder of a run"), none.getMessage());
    Files.writeString(empty.resolve("run.json"), "{\"status\": \"interrupted\"}");
    ClassifineException cut = assertThrows(ClassifineException.class, () -> RunFiles.read(empty));
    assertTrue(cut.getMessage().contains("the run is interrupted"), cut.getMessage());
  }

  @Test
  void theSameFilesGiveTheSamePage() {
    assertEquals(RunPage.html(RunFiles.read(folder)), RunPage.html(RunFiles.read(folder)));
  }
}
