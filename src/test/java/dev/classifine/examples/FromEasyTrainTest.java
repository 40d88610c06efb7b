package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.RandomSampler;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.classifine.examples.FromEasyTrain.Points;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/from-easytrain.md: its code runs, and DJL does what the page says of it. */
class FromEasyTrainTest {

  private static final Points TRAIN = Points.draw(600, 1);
  private static final Points TEST = Points.draw(200, 2);

  @Test
  void everyPieceOfCodeStandsInTheExample() throws IOException {
    String example =
        flush(
            Files.readString(Path.of("src/test/java/dev/classifine/examples/FromEasyTrain.java")));
    List<String> pieces =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/from-easytrain.md")))
            .results()
            .map((MatchResult match) -> flush(match.group(1)))
            .toList();
    assertEquals(5, pieces.size());
    for (String piece : pieces) {
      assertTrue(example.contains(piece), () -> "not in the example:\n" + piece);
    }
  }

  /** The largest of the three classes has less than half of the points. */
  @Test
  void bothLoopsLearn() throws Exception {
    double easy = FromEasyTrain.byEasyTrain(TRAIN, TEST);
    assertTrue(easy > 0.7, "EasyTrain: " + easy);
    double ours = FromEasyTrain.byClassifine(TRAIN, TEST);
    assertTrue(ours > 0.7, "Trainer: " + ours);
  }

  @Test
  void djlClipsOnlyPositiveGradients() {
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1)).optClipGrad(1).build();
    assertArrayEquals(new float[] {10, -1}, updated(sgd, -10, 10), 1e-6f);
  }

  /** The first step of Adam is rate x g / (|g| + epsilon): 0.909 for a gradient of 1e-7. */
  @Test
  void djlsAdamDoesNotCorrectItsEpsilon() {
    Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(1)).build();
    assertEquals(-0.24f, updated(adam, 1e-7f)[0], 0.005f);
  }

  /** A random order of four rows leaves some row at its place in 15 of 24 cases. */
  @Test
  void djlsRandomSamplerNeverLeavesARowAtItsPlace() {
    try (NDManager manager = NDManager.newBaseManager()) {
      var dataset = FromEasyTrain.dataset(manager, Points.draw(4, 3));
      for (int draw = 0; draw < 200; draw++) {
        Iterator<Long> order = new RandomSampler().sample(dataset);
        for (long place = 0; order.hasNext(); place++) {
          assertNotEquals(place, order.next());
        }
      }
    }
  }

  @Test
  void djlsAccuracyOfOneOutputIsAlwaysOne() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray wrong = manager.create(new float[] {-5, 5}, new Shape(2, 1));
      NDArray labels = manager.create(new float[] {1, 0}, new Shape(2, 1));
      NDArray right = new Accuracy().evaluate(new NDList(labels), new NDList(wrong));
      assertEquals(2, right.toLongArray()[0], "both rows are counted as right");
    }
  }

  private static float[] updated(Optimizer optimizer, float... gradient) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.zeros(new Shape(gradient.length));
      optimizer.update("weight", weight, manager.create(gradient));
      return weight.toFloatArray();
    }
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
