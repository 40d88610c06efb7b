package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.LowerLayers;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.text.TextTokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Features of some texts in several blocks. */
class KeptFeaturesTest {

  private static final int ROWS = 30;
  private static final int WIDTH = 32;
  private static final int TOGETHER = 48; // tokens, so that there are a dozen blocks

  private TextModel model;
  private NDManager manager;
  private CountingSet set;

  @BeforeEach
  void load() throws IOException {
    Fixture fixture = Fixture.of("bert");
    try (Checkpoint checkpoint = Checkpoints.open(fixture.folder().toString());
        TextTokenizer tokenizer = TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", 24)) {
      model =
          TextModel.load(
              checkpoint,
              new Classifier(
                  TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
              Device.cpu());
      List<String> texts =
          Fixture.strings(fixture.expected().getAsJsonObject("trajectory").get("texts"))
              .subList(0, ROWS);
      Targets targets = new Targets.Classes(new int[ROWS]);
      set =
          new CountingSet(
              new TextSet(
                  tokenizer.encode(texts, null), targets, model.paddingId(), row -> "row " + row));
    }
    manager = model.djl().getNDManager().newSubManager();
  }

  @AfterEach
  void close() {
    manager.close();
    model.close();
  }

  /** Counts how often each row is read. */
  private record CountingSet(TrainingSet rows, int[] reads) implements TrainingSet {

    CountingSet(TrainingSet rows) {
      this(rows, new int[rows.size()]);
    }

    @Override
    public Targets targets() {
      return rows.targets();
    }

    @Override
    public NDList inputs(NDManager manager, int[] selected) {
      Arrays.stream(selected).forEach(row -> reads[row]++);
      return rows.inputs(manager, selected);
    }

    @Override
    public int length(int row) {
      return rows.length(row);
    }
  }

  private ComputedFeatures computed(int layers) {
    return new ComputedFeatures(model.lowerLayers(), layers, set, manager);
  }

  private float[] floats(Features features, int... rows) {
    try (NDManager scope = manager.newSubManager()) {
      return features.of(scope, rows).toFloatArray();
    }
  }

  private static int[] all() {
    return IntStream.range(0, ROWS).toArray();
  }

  @Test
  void theyAreThoseOfABatchThatIsComputed() {
    int[][] batches = {{3}, {0, 1, 2, 29}, {5, 17, 5}, all()};
    for (int layers = 1; layers <= 3; layers++) {
      try (Features kept = new KeptFeatures(computed(layers), Long.MAX_VALUE, TOGETHER)) {
        for (int[] rows : batches) {
          float[] expected = floats(computed(layers), rows);
          float[] actual = floats(kept, rows);
          assertEquals(expected.length, actual.length);
          assertArrayEquals(layers == 3 ? expected : withoutPadding(expected, rows), actual, 2e-6f);
        }
      }
    }
  }

  /** Zeros in place of what the layers give for padding. */
  private float[] withoutPadding(float[] features, int[] rows) {
    int tokens = features.length / rows.length / WIDTH;
    for (int i = 0; i < rows.length; i++) {
      int begin = i * tokens * WIDTH;
      Arrays.fill(features, begin + set.length(rows[i]) * WIDTH, begin + tokens * WIDTH, 0f);
    }
    return features;
  }

  @Test
  void whatIsReadFirstChangesNoByte() {
    for (int layers = 2; layers <= 3; layers++) {
      try (Features first = new KeptFeatures(computed(layers), Long.MAX_VALUE, TOGETHER);
          Features second = new KeptFeatures(computed(layers), Long.MAX_VALUE, TOGETHER);
          Features file = new KeptFeatures(computed(layers), 0, TOGETHER)) {
        float[] expected = floats(first, all());
        for (int row = ROWS - 1; row >= 0; row -= 7) {
          floats(second, row);
          floats(file, ROWS - 1 - row);
        }
        assertArrayEquals(expected, floats(second, all()));
        assertArrayEquals(expected, floats(file, all()));
      }
    }
  }

  @Test
  void eachRowIsComputedOnceAndNotBeforeItsBlockIsAskedFor() {
    try (Features kept = new KeptFeatures(computed(3), Long.MAX_VALUE, TOGETHER)) {
      assertEquals(0, Arrays.stream(set.reads()).sum());
      floats(kept, 4);
      int read = Arrays.stream(set.reads()).sum();
      assertEquals(1, set.reads()[4]);
      assertTrue(read > 1 && read < 12, "rows of one block: " + read);
      floats(kept, all());
      floats(kept, all());
      assertArrayEquals(IntStream.range(0, ROWS).map(row -> 1).toArray(), set.reads());
    }
  }

  @Test
  void arraysHaveTheManagerThatIsGiven() {
    LowerLayers lower = model.lowerLayers();
    try (Features kept = new KeptFeatures(computed(2), Long.MAX_VALUE, TOGETHER);
        NDManager scope = manager.newSubManager()) {
      NDArray features = kept.of(scope, new int[] {1, 2});
      assertEquals(scope, features.getManager());
      assertEquals(
          new Shape(2, Math.max(set.length(1), set.length(2)), WIDTH), features.getShape());
      assertEquals(scope, computed(2).of(scope, new int[] {1}).getManager());
      assertEquals(3, lower.count());
    }
  }
}
