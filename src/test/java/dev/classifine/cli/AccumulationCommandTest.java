package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Batches of 8, as 8, 2 x 4 and 1 x 8, on the command line: the same rows in every update, and the
 * same updates. 43 rows, so that the last batch has 3; length buckets are on, dropout is off.
 */
class AccumulationCommandTest {

  private static final int ROWS = 43;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"single", "smoothed", "weighted", "multi", "pos-weighted", "regression"})
  void theCutOfABatchDoesNotMatter(String problem) throws IOException {
    Path model = model();
    Path whole = train(model, problem, 8, 1);
    for (int steps : new int[] {2, 8}) {
      Path cut = train(model, problem, 8 / steps, steps);
      assertLogs(whole, cut);
      assertWeights(whole, cut);
    }
  }

  private Path train(Path model, String problem, int batch, int accumulation) {
    TinyRuns runs = new TinyRuns(folder);
    Path output = folder.resolve(problem + "-" + batch + "x" + accumulation);
    List<String> args =
        new ArrayList<>(
            List.of(
                "--output",
                output.toString(),
                "--batch-size",
                "" + batch,
                "--gradient-accumulation-steps",
                "" + accumulation,
                "--epochs",
                "2",
                "--learning-rate",
                "1e-4",
                "--logging-steps",
                "1",
                "--weight-decay",
                "0.01"));
    switch (problem) {
      case "smoothed" -> args.addAll(List.of("--label-smoothing", "0.1"));
      case "weighted" ->
          args.addAll(
              List.of(
                  "--class-weights",
                  "balanced",
                  "--weight-column",
                  "weight",
                  "--label-smoothing",
                  "0.1"));
      case "pos-weighted" -> args.addAll(List.of("--pos-weight", "balanced"));
      default -> {}
    }
    CommandLineRunner run =
        runs.train(model.toString(), data(runs, problem), args.toArray(String[]::new));
    assertEquals(0, run.code(), run.toString());
    return output;
  }

  private Path model() throws IOException {
    Path copy = new TinyRuns(folder).modelCopy();
    JsonObject config = Json.readObject(copy.resolve("config.json"));
    config.addProperty("hidden_dropout_prob", 0);
    config.addProperty("attention_probs_dropout_prob", 0);
    Files.writeString(copy.resolve("config.json"), Json.pretty(config));
    return copy;
  }

  private static Path data(TinyRuns runs, String problem) {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      String text = "what city is " + "very ".repeat(row * 7 % 11) + "old ?";
      String label =
          switch (problem) {
            case "multi", "pos-weighted" ->
                row % 5 == 0
                    ? "[]"
                    : row % 3 == 0 ? "[\"a\", \"b\"]" : "[\"" + "abc".charAt(row % 3) + "\"]";
            case "regression" -> "" + Math.sin(row);
            default -> row % 4 == 0 ? "\"a\"" : "\"b\"";
          };
      lines.append(
          "{\"text\": \"%s\", \"label\": %s, \"weight\": %s}%n"
              .formatted(text, label, row % 6 == 0 ? "2.5" : "1"));
    }
    return runs.write(problem + ".jsonl", lines.toString());
  }

  private static void assertLogs(Path whole, Path cut) {
    List<JsonObject> expected = log(whole);
    List<JsonObject> actual = log(cut);
    assertEquals(12, expected.size());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      for (String name : List.of("loss", "grad_norm")) {
        double value = expected.get(i).get(name).getAsDouble();
        assertEquals(
            value,
            actual.get(i).get(name).getAsDouble(),
            1e-5 * Math.max(1, value),
            cut.getFileName() + ": " + name + " of step " + (i + 1));
      }
    }
  }

  private static List<JsonObject> log(Path output) {
    List<JsonObject> steps = new ArrayList<>();
    for (JsonElement entry :
        Json.readObject(output.resolve("trainer_state.json")).getAsJsonArray("log_history")) {
      if (entry.getAsJsonObject().has("grad_norm")) {
        steps.add(entry.getAsJsonObject());
      }
    }
    return steps;
  }

  private static void assertWeights(Path whole, Path cut) {
    try (TensorSource expected = WeightFiles.openFolder(whole);
        TensorSource actual = WeightFiles.openFolder(cut)) {
      for (TensorInfo tensor : expected.tensors()) {
        // The gradient of a key's bias is rounding noise, which AdamW scales to full steps. (So it
        // does with single weights whose gradient is all but 0: hence the small learning rate.)
        if (!tensor.name().endsWith("key.bias")) {
          assertArrayEquals(
              read(expected, tensor), read(actual, tensor), 1e-5f, cut + ": " + tensor.name());
        }
      }
    }
  }

  private static float[] read(TensorSource source, TensorInfo tensor) {
    int size = 1;
    for (long dimension : tensor.shape()) {
      size *= (int) dimension;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    source.read(tensor.name(), bytes);
    float[] values = new float[size];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
