package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a trained head whose labels or problem are not the data's. */
class HeadTest {

  @TempDir Path folder;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(folder);
  }

  @Test
  void aHeadForOtherLabelsIsNotGivenUpUnasked() {
    CommandLineRunner refused = run(tiny.csv(8));
    assertEquals(1, refused.code());
    for (String part :
        List.of("its head has 4 logits", "class 0", "2 labels", "--ignore-mismatched-sizes")) {
      assertTrue(refused.err().contains(part), refused.err());
    }
    assertEquals(0, run(tiny.csv(8), "--ignore-mismatched-sizes").code());
    assertEquals(
        "[\"classifier.weight\",\"classifier.bias\"]", manifest().get("new_parameters").toString());
  }

  @Test
  void aHeadForTheDatasLabelsIsKept() {
    assertEquals(0, run(classes()).code());
    assertEquals("[]", manifest().get("new_parameters").toString());
  }

  @Test
  void anotherProblemMustBeAskedFor() {
    String type = "multi_label_classification";
    CommandLineRunner refused = run(multiLabel(), "--problem-type", type);
    assertEquals(0, refused.code(), "the checkpoint names no problem: " + refused.err());
    Path trained = tiny.output();
    CommandLineRunner other = runFrom(trained, classes(), "single_label_classification");
    assertEquals(1, other.code());
    assertTrue(other.err().contains(type), other.err());
    assertTrue(other.err().contains("trained on for the new problem"), other.err());
    assertEquals(
        0,
        runFrom(
                trained,
                classes(),
                "single_label_classification",
                "--ignore-mismatched-sizes",
                "--overwrite")
            .code());
  }

  private Path classes() {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int i = 0; i < 8; i++) {
      text.append("what city ").append(i).append(",class ").append(i % 4).append('\n');
    }
    return tiny.write("classes.csv", text.toString());
  }

  private Path multiLabel() {
    return tiny.write(
        "multi.jsonl",
        """
        {"text": "what city", "labels": ["class 0", "class 1"]}
        {"text": "who", "labels": []}
        {"text": "why", "labels": ["class 2"]}
        {"text": "how", "labels": ["class 3", "class 0"]}
        """);
  }

  private JsonObject manifest() {
    return Json.readObject(tiny.output().resolve("run.json"));
  }

  private CommandLineRunner run(Path data, String... more) {
    return runWith(TinyRuns.MODEL, tiny.output(), data, more);
  }

  private CommandLineRunner runFrom(Path model, Path data, String type, String... more) {
    List<String> all = new ArrayList<>(List.of("--problem-type", type));
    all.addAll(List.of(more));
    return runWith(model.toString(), folder.resolve("second"), data, all.toArray(String[]::new));
  }

  private static CommandLineRunner runWith(String model, Path output, Path data, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("train", "--model", model, "--train", data.toString(), "--epochs", "1"));
    args.addAll(List.of("--output", output.toString(), "--device", "cpu", "--max-length", "24"));
    args.addAll(List.of(more));
    return CommandLineRunner.run(args.toArray(String[]::new));
  }
}
