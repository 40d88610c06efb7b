package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.io.Json;
import dev.classifine.model.LowerLayers;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Losses;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations beside the usual ones against transformers: {@code bench/reference/variants.py}
 * makes the checkpoints and what is expected of them.
 */
class VariantTest {

  private static final Path ROOT = Path.of("src/test/resources/variants");
  private static final int ROWS = 4;
  private static final int LABELS = 3;

  @TempDir Path temporary;

  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsAgree(String name) {
    JsonObject expected = expected(name);
    try (TextModel model = load(ROOT.resolve(name));
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      float[] actual = model.logits(batch(manager, model, expected, 0)).head().toFloatArray();
      assertArrayEquals(Fixture.floats(expected.get("logits")), actual, tolerance(name));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientNormsAgree(String name) throws IOException {
    JsonObject expected = expected(name);
    Map<String, Double> norms = new HashMap<>();
    expected
        .getAsJsonObject("grad_norms")
        .asMap()
        .forEach((parameter, norm) -> norms.put(parameter, norm.getAsDouble()));
    double global = Math.sqrt(norms.values().stream().mapToDouble(n -> n * n).sum());
    Map<String, Double> actual = gradientNorms(name, expected);
    assertEquals(norms.keySet(), actual.keySet());
    norms.forEach(
        (parameter, norm) ->
            assertEquals(
                norm, actual.get(parameter), 1e-4 * Math.max(norm, 1e-3 * global), parameter));
  }

  @ParameterizedTest
  @MethodSource("names")
  void trainingFromTheFeaturesOfAnyNumberOfLayersGivesTheSameLogits(String name)
      throws IOException {
    JsonObject expected = expected(name);
    Path folder = new Fixture(ROOT.resolve(name), expected).withoutDropout(temporary).folder();
    try (TextModel model = load(folder);
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      LowerLayers lower = model.lowerLayers();
      assertFalse(lower.haveDropout());
      for (int layers = 0; layers <= lower.count(); layers++) {
        NDList batch = batch(manager, model, expected, 0);
        NDArray features = lower.features(batch, layers);
        assertEquals(layers == lower.count() ? 2 : 3, features.getShape().dimension());
        NDList logits =
            model
                .djl()
                .getBlock()
                .forward(
                    new ParameterStore(manager, false),
                    lower.trainingInputs(features, batch.get(1), layers),
                    true);
        assertArrayEquals(
            Fixture.floats(expected.get("logits")),
            logits.head().toFloatArray(),
            tolerance(name),
            layers + " layers");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void paddingChangesNothing(String name) {
    JsonObject expected = expected(name);
    try (TextModel model = load(ROOT.resolve(name));
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      NDList batch = batch(manager, model, expected, 0);
      float[] padded = model.logits(batch(manager, model, expected, 2)).head().toFloatArray();
      for (int row = 0; row < ROWS; row++) {
        int length = (int) batch.get(1).get(row).sum().getFloat();
        NDList alone = new NDList();
        for (NDArray array : batch) {
          alone.add(array.get(row + ":" + (row + 1) + ", :" + length));
        }
        float[] logits = model.logits(alone).head().toFloatArray();
        float[] among = Arrays.copyOfRange(padded, row * LABELS, (row + 1) * LABELS);
        // The matrix products round otherwise for other shapes; these weights are large.
        assertArrayEquals(logits, among, 4e-6f * Math.max(1, largest(logits)));
      }
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private Map<String, Double> gradientNorms(String name, JsonObject expected) throws IOException {
    Path folder = new Fixture(ROOT.resolve(name), expected).withoutDropout(temporary).folder();
    Map<String, Double> norms = new HashMap<>();
    try (TextModel model = load(folder);
        NDManager manager = model.djl().getNDManager().newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      Targets targets = new Targets.Classes(Fixture.ints(expected.get("labels")));
      NDList output =
          model
              .djl()
              .getBlock()
              .forward(
                  new ParameterStore(manager, false), batch(manager, model, expected, 0), true);
      collector.backward(
          Losses.of(ProblemType.SINGLE_LABEL, LabelSmoothing.NONE, LABELS)
              .evaluate(new NDList(LabelArrays.of(manager, targets, LABELS)), output));
      for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
        try (NDArray gradient = pair.getValue().getArray().getGradient()) {
          norms.put(pair.getKey(), (double) gradient.norm().getFloat());
        }
      }
    }
    return norms;
  }

  /** The batch, padded by {@code more} tokens beyond its longest text. */
  private static NDList batch(NDManager manager, TextModel model, JsonObject expected, int more) {
    NDArray mask = array(manager, expected.get("attention_mask"), more, 0);
    return new NDList(
        array(manager, expected.get("input_ids"), more, model.paddingId()),
        mask.toType(ai.djl.ndarray.types.DataType.FLOAT32, false),
        array(manager, expected.get("token_type_ids"), more, 0));
  }

  private static NDArray array(NDManager manager, JsonElement rows, int more, int filler) {
    long[][] values =
        Fixture.items(rows).stream()
            .map(row -> Arrays.stream(Fixture.ints(row)).asLongStream().toArray())
            .toArray(long[][]::new);
    int width = values[0].length + more;
    long[] flat = new long[values.length * width];
    Arrays.fill(flat, filler);
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(values[i], 0, flat, i * width, values[i].length);
    }
    return manager.create(flat, new Shape(values.length, width));
  }

  /** A variant that computes as the options say. */
  static TextModel load(String name, ProgramOptions options) {
    return load(ROOT.resolve(name), options);
  }

  /** The logits of a variant's batch, row by row. */
  static float[] logits(TextModel model, String name) {
    return logits(model, name, model::logits);
  }

  /** What a block gives for a variant's batch, row by row. */
  static float[] logits(TextModel model, String name, UnaryOperator<NDList> block) {
    try (NDManager manager = model.djl().getNDManager().newSubManager()) {
      return block.apply(batch(manager, model, expected(name), 0)).head().toFloatArray();
    }
  }

  private static TextModel load(Path folder) {
    return load(folder, ProgramOptions.DEFAULTS);
  }

  private static TextModel load(Path folder, ProgramOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      TextModel model =
          TextModel.load(
              checkpoint,
              new Classifier(
                  TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
              Device.cpu(),
              options);
      assertEquals(List.of(), model.report().fresh());
      assertEquals(List.of(), model.report().unused());
      return model;
    }
  }

  private static JsonObject expected(String name) {
    return Json.readObject(ROOT.resolve(name).resolve("expected.json"));
  }

  private static float tolerance(String name) {
    return name.startsWith("deberta") || name.startsWith("modernbert") ? 1e-4f : 1e-5f;
  }
}
