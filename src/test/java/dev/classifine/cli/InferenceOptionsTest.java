package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Precisions and adapters from the command line. */
class InferenceOptionsTest {

  private static final String ADAPTER = "src/test/resources/adapters/bert";

  @TempDir Path folder;
  private Path texts;

  @BeforeEach
  void writeTexts() throws IOException {
    texts = folder.resolve("texts.txt");
    Files.writeString(texts, "the train to paris is late\nrome in spring\n");
  }

  @Test
  void predictComputesInThePrecision() {
    List<Double> exact = logits(TinyRuns.MODEL);
    List<Double> bf16 = logits(TinyRuns.MODEL, "--bf16");
    List<Double> fp16 = logits(TinyRuns.MODEL, "--precision", "fp16");
    assertEquals(8, exact.size());
    double furthest = 0;
    for (int i = 0; i < 8; i++) {
      assertEquals(exact.get(i), bf16.get(i), 0.02);
      assertEquals(exact.get(i), fp16.get(i), 0.003);
      furthest = Math.max(furthest, Math.abs(exact.get(i) - bf16.get(i)));
    }
    assertTrue(furthest > 1e-5, "it was float32");
  }

  @Test
  void twoPrecisionsAreAUsageError() {
    CommandLineRunner run = predict(TinyRuns.MODEL, "--bf16", "--fp16");
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("--fp16: bf16 is asked for as well"), run.toString());
  }

  @Test
  void whatNoTextIsReadByIsAUsageError() {
    for (String option : List.of("--label-delimiter", "--text-column", "--label-column")) {
      CommandLineRunner run = predict(TinyRuns.MODEL, option, "x");
      assertEquals(2, run.code(), run.toString());
      assertTrue(run.err().contains(option + ": has no meaning, since "), run.toString());
    }
  }

  @Test
  void anAdapterIsAModelLikeAnother() {
    String output = folder.resolve("whole").toString();
    CommandLineRunner export =
        CommandLineRunner.run(
            "export", "--model", ADAPTER, "--format", "huggingface", "--output", output);
    assertEquals(0, export.code(), export.toString());
    assertEquals(logits(ADAPTER), logits(output));
    CommandLineRunner inspect = CommandLineRunner.run("inspect", "--model", ADAPTER);
    assertEquals(0, inspect.code(), inspect.toString());
  }

  private List<Double> logits(String model, String... options) {
    CommandLineRunner run = predict(model, options);
    assertEquals(0, run.code(), run.toString());
    List<Double> logits = new ArrayList<>();
    run.out()
        .lines()
        .map(line -> Json.parseObject(line, "output"))
        .flatMap(line -> line.getAsJsonArray("logits").asList().stream())
        .map(JsonElement::getAsDouble)
        .forEach(logits::add);
    return logits;
  }

  private CommandLineRunner predict(String model, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of("predict", "--model", model, "--input", texts.toString(), "--lines"));
    args.addAll(List.of("--logits", "--device", "cpu"));
    args.addAll(List.of(options));
    return CommandLineRunner.run(args.toArray(String[]::new));
  }
}
