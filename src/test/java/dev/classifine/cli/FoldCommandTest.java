package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folds on the command line of {@code train}. */
class FoldCommandTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  private JsonObject manifest() {
    return Json.readObject(tiny.output().resolve("run.json"));
  }

  @Test
  void aFoldIsEvaluatedOn() {
    CommandLineRunner run = tiny.train(tiny.csv(24), "--fold", "2/4", "--max-steps", "1");
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.out().contains("macro"), run.toString());
    JsonObject eval = manifest().getAsJsonObject("eval");
    assertEquals(6, eval.get("rows").getAsInt());
    assertEquals("2/4", eval.get("held_out_fold").getAsString());
    assertEquals(42, eval.get("fold_seed").getAsInt());
  }

  @Test
  void textsThatAreTrainedOnTooAndLabelsWithFewerRowsThanFoldsAreWarnedOf() throws Exception {
    Path data =
        tiny.write("rare.csv", "text,label\n" + "a,x\nb,y\n".repeat(4) + "c,odd\nd,rare\ne,rare\n");
    List<String> arguments =
        List.of(
            ("train --model %s --train %s --output %s --device cpu --max-length 24 --max-steps 1"
                    + " --ignore-mismatched-sizes --fold 1/3 --fold_seed 5")
                .formatted(TinyRuns.MODEL, data, tiny.output())
                .split(" "));
    String printed = ForkedRun.finish(temporary.resolve("log"), 0, arguments);
    assertTrue(
        printed.contains(
            "rare.csv: 2 of the 4 labels have fewer rows than there are folds (3), so that some"
                + " folds have none of them: odd, rare."),
        printed);
    assertTrue(
        printed.contains(
            "rare.csv: 3 of the 4 rows that are held out have the same text as a row that is"
                + " trained on,"),
        printed);
    assertEquals(5, manifest().getAsJsonObject("options").get("fold_seed").getAsInt());
  }

  @ParameterizedTest
  @CsvSource({
    "--fold 5/4,--fold: 5/4 is out of range",
    "--fold two,--fold: \"two\" is not a fold. It must be I/K",
    "--fold 1/99,folds is 99",
    "--fold 1/4 --eval-fraction 0.5,--fold and --eval-fraction: both were given",
    "--fold-seed 4,--fold-seed: there are no folds to make"
  })
  void aWrongFoldIsAUsageError(String options, String message) {
    CommandLineRunner run = tiny.train(tiny.csv(24), options.split(" "));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(message), run.toString());
  }
}
