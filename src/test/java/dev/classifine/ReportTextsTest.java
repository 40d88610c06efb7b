package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.data.Fold;
import dev.classifine.io.Json;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts of a report are looked up in the end, and are those that were evaluated. */
class ReportTextsTest {

  private static final List<String> SECTIONS = List.of("errors", "longest", "shortest");
  private static final int IGNORED = -100;

  @TempDir private Path folder;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  @Test
  void aTextThatChangedMeanwhileIsLeftOut() {
    JsonObject before = longest("before", () -> {});
    JsonObject after = longest("after", () -> edit(training.eval()));
    assertFalse(before.get("text").getAsString().isEmpty());
    assertEquals(before.get("place"), after.get("place"));
    assertEquals("", after.get("text").getAsString());
    assertTrue(after.get("tokens").getAsInt() > 0); // what was counted stays
  }

  /** As {@code json.dump} writes them. */
  @Test
  void rowsThatStandOnOneLineHaveTheirOwnTexts() throws IOException {
    ignoreSome(training.eval());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String line : lines(training.eval()).subList(1, lines(training.eval()).size())) {
      String label = line.substring(line.lastIndexOf(',') + 1);
      rows.add(
          Map.of(
              "text",
              text(line),
              "label",
              label.equals(String.valueOf(IGNORED)) ? IGNORED : label));
    }
    Path list = Files.writeString(folder.resolve("eval.json"), Json.line(rows));
    JsonObject ofCsv = evaluation(training.builder(), "csv");
    JsonObject ofList = evaluation(training.builder().eval(list), "list");
    assertHasTextsOfPlaces(ofCsv, training.eval());
    for (String section : SECTIONS) {
      assertEquals(values(ofCsv, section, "text"), values(ofList, section, "text"), section);
    }
    assertTrue(values(ofList, "longest", "place").stream().allMatch((list + ":1")::equals));
  }

  @Test
  void rowsThatAreHeldOutHaveTheirOwnTexts() throws IOException {
    ignoreSome(training.train());
    JsonObject share = evaluation(training.builder().eval(null).evalFraction(0.3), "share");
    assertHasTextsOfPlaces(share, training.train());
    JsonObject fold = evaluation(training.builder().eval(null).fold(new Fold(2, 3, 7)), "fold");
    assertHasTextsOfPlaces(fold, training.train());
  }

  /** Takes the label of each fifth row from it. */
  private static void ignoreSome(Path csv) throws IOException {
    List<String> lines = new ArrayList<>(lines(csv));
    for (int row = 1; row < lines.size(); row += 5) {
      lines.set(row, text(lines.get(row)) + "," + IGNORED);
    }
    Files.write(csv, lines);
  }

  private static void assertHasTextsOfPlaces(JsonObject evaluation, Path csv) throws IOException {
    List<String> lines = lines(csv);
    for (String section : SECTIONS) {
      List<String> places = values(evaluation, section, "place");
      assertFalse(places.isEmpty(), section);
      List<String> texts = new ArrayList<>();
      for (String place : places) {
        assertTrue(place.startsWith(csv + ":"), place);
        texts.add(
            text(lines.get(Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)) - 1)));
      }
      assertEquals(texts, values(evaluation, section, "text"), section);
    }
  }

  private static List<String> values(JsonObject evaluation, String section, String name) {
    return evaluation.getAsJsonArray(section).asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(row -> row.get(name).getAsString())
        .toList();
  }

  private static List<String> lines(Path csv) throws IOException {
    return Files.readAllLines(csv);
  }

  private static String text(String line) {
    return line.substring(0, line.lastIndexOf(','));
  }

  /** Each row gets another first word. */
  private static void edit(Path eval) {
    try {
      Files.write(
          eval, lines(eval).stream().map(line -> line.replaceAll("^(what|who)", "long")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject longest(String name, Runnable atEnd) {
    TrainingCallback callback =
        new TrainingCallback() {
          @Override
          public void onEnd(TrainingOutcome outcome) {
            atEnd.run();
          }
        };
    return evaluation(training.builder().callback(callback), name)
        .getAsJsonArray("longest")
        .get(0)
        .getAsJsonObject();
  }

  private JsonObject evaluation(FineTuningBuilder builder, String name) {
    Path output = folder.resolve(name);
    builder
        .training(options -> options.maxSteps(3).selection(SelectionOptions.DEFAULTS))
        .output(output)
        .run();
    return Json.readObject(output.resolve("report.json")).getAsJsonObject("evaluation");
  }
}
