package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.data.Columns;
import dev.classifine.data.Examples;
import dev.classifine.data.Fold;
import dev.classifine.data.Folds;
import dev.classifine.data.LabelUse;
import dev.classifine.data.Split;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.problem.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is evaluated on one fold of the training rows. */
class FoldRunTest {

  private static final Fold FOLD = new Fold(2, 3, 7);

  @TempDir Path folder;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private FineTuningBuilder builder(Fold fold) {
    return training.builder().eval(null).fold(fold);
  }

  /** Writes some of the training rows to a file of their own. */
  private Path rows(String name, int[] rows) throws IOException {
    List<String> lines = Files.readAllLines(training.train());
    List<String> some = new ArrayList<>(List.of(lines.get(0)));
    for (int row : rows) {
      some.add(lines.get(row + 1));
    }
    return Files.write(folder.resolve(name), some);
  }

  private Split split() {
    Examples all = Examples.read(training.train(), Columns.AUTOMATIC, null, LabelUse.REQUIRED);
    int[] ids =
        all.rows().stream()
            .mapToInt(row -> row.label().named().contains("place") ? 1 : 0)
            .toArray();
    return Folds.of(new Targets.Classes(ids), FOLD.count(), FOLD.seed()).split(FOLD.index());
  }

  @Test
  void isTheRunOfTheOtherFoldsRowsEvaluatedOnItsOwn() throws IOException {
    builder(FOLD).run();
    Split split = split();
    Path other = folder.resolve("other");
    training
        .builder()
        .train(rows("rest.csv", split.rest()))
        .eval(rows("held-out.csv", split.heldOut()))
        .output(other)
        .run();
    assertEquals(
        TinyTraining.result(other, 27), TinyTraining.result(training.output(), 27)); // 3 × 36 / 4
    JsonObject manifest = training.manifest();
    assertEquals(36, manifest.getAsJsonObject("train").get("rows").getAsInt());
    JsonObject eval = manifest.getAsJsonObject("eval");
    assertEquals(18, eval.get("rows").getAsInt());
    assertEquals("2/3", eval.get("held_out_fold").getAsString());
    assertEquals(7, eval.get("fold_seed").getAsLong());
    assertEquals(
        split.copies(Examples.read(training.train(), Columns.AUTOMATIC, null, LabelUse.REQUIRED)),
        eval.get("rows_with_texts_of_training").getAsInt());
    JsonObject options = manifest.getAsJsonObject("options");
    assertEquals("2/3", options.get("fold").getAsString());
    assertEquals(7, options.get("fold_seed").getAsLong());
  }

  @Test
  void everyFoldHasAllLabelsThoughOneIsOfItsOwnRowsAlone() throws IOException {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int row = 0; row < 20; row++) {
      text.append("what city ").append(row).append(row % 2 == 0 ? ",place\n" : ",person\n");
    }
    text.append("the only one,thing\n");
    Path file = Files.writeString(folder.resolve("rare.csv"), text);
    int without = 0;
    for (int index = 1; index <= 2; index++) {
      Path output = folder.resolve("fold-" + index);
      FineTuningResult result =
          builder(new Fold(index, 2, 42))
              .train(file)
              .output(output)
              .training(t -> t.epochs(0.5))
              .run();
      assertEquals(List.of("person", "place", "thing"), result.labels().names());
      without += result.metrics().get("eval_loss") instanceof Double ? 1 : 0;
    }
    assertEquals(2, without);
  }

  @Test
  void anotherFoldIsRefusedWhenARunGoesOn() {
    TinyTraining.stoppedAfter(9, builder(FOLD));
    assertRefused(new Fold(1, 3, 7), "fold \"2/3\", but now it is \"1/3\"");
    assertRefused(new Fold(2, 3, 8), "fold_seed 7, but now it is 8");
    FineTuningResult result = builder(FOLD).resume().run();
    assertEquals(List.of(), result.warnings());
    assertEquals(9, result.outcome().resumedFrom());
  }

  private void assertRefused(Fold other, String what) {
    String message =
        assertThrows(ClassifineException.class, builder(other).resume()::run).getMessage();
    assertTrue(message.contains("was written with " + what), message);
  }

  @Test
  void aFoldContradictsEverythingElseToEvaluateOn() {
    FineTuningBuilder file = training.builder().fold(FOLD);
    String message = assertThrows(UsageException.class, file::options).getMessage();
    assertTrue(message.startsWith("--fold and --eval: both were given."), message);
    FineTuningBuilder share = builder(FOLD).evalFraction(0.1);
    message = assertThrows(UsageException.class, share::options).getMessage();
    assertTrue(message.startsWith("--fold and --eval-fraction: both were given."), message);
  }

  @Test
  void moreFoldsThanRowsAreAnErrorBeforeAnythingIsWritten() throws IOException {
    String message =
        assertThrows(UsageException.class, builder(new Fold(1, 99, 1))::run).getMessage();
    assertTrue(message.contains("folds is 99, but there are only 54 rows"), message);
    assertEquals(List.of(), training.names());
  }

  @Test
  void pairsOfTextsAreTheSameIfBothTextsAre() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            Json.line(Map.of("text", "a", "text_pair", "b", "label", "x"))
                + "\n"
                + Json.line(Map.of("text", "a", "text_pair", "c", "label", "x"))
                + "\n"
                + Json.line(Map.of("text", "a", "text_pair", "b", "label", "y"))
                + "\n");
    Examples rows = Examples.read(file, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
    assertEquals(1, new Split(new int[] {0, 1}, new int[] {2}).copies(rows));
    assertEquals(0, new Split(new int[] {0, 2}, new int[] {1}).copies(rows));
  }
}
