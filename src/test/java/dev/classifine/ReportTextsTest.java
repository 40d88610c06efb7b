package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts of a report are looked up in the end, and are those that were evaluated. */
class ReportTextsTest {

  @TempDir private Path folder;

  @Test
  void aTextThatChangedMeanwhileIsLeftOut() {
    TinyTraining training = new TinyTraining(folder);
    Path eval = training.eval();
    JsonObject before = longest(training, "before", () -> {});
    JsonObject after = longest(training, "after", () -> edit(eval));
    assertFalse(before.get("text").getAsString().isEmpty());
    assertEquals(before.get("place"), after.get("place"));
    assertEquals("", after.get("text").getAsString());
    assertTrue(after.get("tokens").getAsInt() > 0); // what was counted stays
  }

  /** Each row gets another first word. */
  private static void edit(Path eval) {
    try {
      List<String> lines = Files.readAllLines(eval);
      Files.write(
          eval, lines.stream().map(line -> line.replaceAll("^(what|who)", "long")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject longest(TinyTraining training, String name, Runnable atEnd) {
    Path output = folder.resolve(name);
    FineTuning.of(TinyTraining.MODEL)
        .ignoreMismatchedSizes()
        .train(training.train())
        .eval(training.eval())
        .device("cpu")
        .maxLength(24)
        .training(training.training().maxSteps(3).selection(SelectionOptions.DEFAULTS).build())
        .callback(
            new TrainingCallback() {
              @Override
              public void onEnd(TrainingOutcome outcome) {
                atEnd.run();
              }
            })
        .output(output)
        .run();
    JsonElement evaluation = Json.readObject(output.resolve("report.json")).get("evaluation");
    return evaluation.getAsJsonObject().getAsJsonArray("longest").get(0).getAsJsonObject();
  }
}
