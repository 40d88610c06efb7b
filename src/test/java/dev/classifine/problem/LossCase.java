package dev.classifine.problem;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.problem.LabelSmoothing.Convention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A loss that PyTorch computed in double precision ({@code bench/reference/losses.py}), with its
 * gradient.
 *
 * @param logits {@code [B][K]}
 * @param gradient {@code [B][K]}
 */
record LossCase(
    String name,
    Targets targets,
    LossOptions options,
    double[][] logits,
    double loss,
    double[][] gradient) {

  static List<LossCase> all() throws IOException {
    String text = Files.readString(Path.of("src/test/resources/losses.json"));
    List<LossCase> cases = new ArrayList<>();
    for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
      JsonObject json = element.getAsJsonObject();
      cases.add(
          new LossCase(
              json.get("problem").getAsString() + ": " + json.get("name").getAsString(),
              targets(json),
              options(json),
              matrix(json.getAsJsonArray("logits")),
              json.get("loss").getAsDouble(),
              matrix(json.getAsJsonArray("gradient"))));
    }
    return cases;
  }

  @Override
  public String toString() {
    return name;
  }

  private static Targets targets(JsonObject json) {
    double[] weights = json.has("weights") ? vector(json.getAsJsonArray("weights")) : null;
    if (json.has("classes")) {
      double[] classes = vector(json.getAsJsonArray("classes"));
      int[] ids = IntStream.range(0, classes.length).map(i -> (int) classes[i]).toArray();
      return new Targets.Classes(ids, weights);
    }
    if (json.has("lists")) {
      return new Targets.LabelLists(
          ids(json.getAsJsonArray("lists")),
          json.has("ignored") ? ids(json.getAsJsonArray("ignored")) : null,
          weights);
    }
    double[][] rows = matrix(json.getAsJsonArray("values"));
    int width = rows[0].length;
    float[] values = new float[rows.length * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / width][i % width];
    }
    return new Targets.Values(values, width, weights);
  }

  private static LossOptions options(JsonObject json) {
    LabelSmoothing smoothing =
        new LabelSmoothing(
            json.has("label_smoothing") ? json.get("label_smoothing").getAsDouble() : 0,
            json.has("label_smoothing_convention")
                ? Convention.of(json.get("label_smoothing_convention").getAsString())
                : Convention.ALL_CLASSES);
    return new LossOptions(
        smoothing,
        weights(json, "class_weights"),
        weights(json, "pos_weight"),
        new Focal(
            json.has("focal_gamma") ? json.get("focal_gamma").getAsDouble() : 0,
            json.has("focal_alpha") ? json.get("focal_alpha").getAsDouble() : null));
  }

  private static LabelWeights weights(JsonObject json, String name) {
    if (!json.has(name)) {
      return LabelWeights.NONE;
    }
    String text = json.get(name).toString().replaceAll("[\\[\\]\" ]", "");
    return LabelWeights.of(text, name);
  }

  private static int[][] ids(JsonArray rows) {
    double[][] hot = matrix(rows);
    int[][] ids = new int[hot.length][];
    for (int row = 0; row < hot.length; row++) {
      double[] marks = hot[row];
      ids[row] = IntStream.range(0, marks.length).filter(k -> marks[k] == 1).toArray();
    }
    return ids;
  }

  private static double[][] matrix(JsonArray rows) {
    double[][] matrix = new double[rows.size()][];
    for (int row = 0; row < matrix.length; row++) {
      matrix[row] = vector(rows.get(row).getAsJsonArray());
    }
    return matrix;
  }

  private static double[] vector(JsonArray numbers) {
    return numbers.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }
}
