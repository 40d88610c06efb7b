package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.classifine.problem.LabelSmoothing.Convention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DJL's losses against the formulas in double precision. */
class LossesTest {

  private static final float[] LOGITS = {0.3f, -1.2f, 2.5f, 0.1f, 4f, -3f, 0f, 1f};
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void singleLabelIsDjlsSoftmaxCrossEntropy() {
    Loss loss = Losses.of(ProblemType.SINGLE_LABEL, LabelSmoothing.NONE, 4);
    assertInstanceOf(SoftmaxCrossEntropyLoss.class, loss);
    assertEquals(crossEntropy(1, 0), evaluate(loss, new Targets.Classes(new int[] {2, 0})), 1e-6);
  }

  @Test
  void smoothingOverAllClassesIsPyTorchs() {
    Loss loss = Losses.of(ProblemType.SINGLE_LABEL, LabelSmoothing.of(0.1), 4);
    assertEquals(
        crossEntropy(0.925, 0.025), evaluate(loss, new Targets.Classes(new int[] {2, 0})), 1e-6);
  }

  @Test
  void smoothingOverTheOthersHasTheirTargets() {
    LabelSmoothing smoothing = new LabelSmoothing(0.1, Convention.OTHER_CLASSES);
    Loss loss = Losses.of(ProblemType.SINGLE_LABEL, smoothing, 4);
    assertEquals(
        crossEntropy(0.9, 0.1 / 3), evaluate(loss, new Targets.Classes(new int[] {2, 0})), 1e-6);
  }

  @Test
  void multiLabelIsDjlsSigmoidBinaryCrossEntropy() {
    Loss loss = Losses.of(ProblemType.MULTI_LABEL, LabelSmoothing.NONE, 4);
    assertInstanceOf(SigmoidBinaryCrossEntropyLoss.class, loss);
    float[] hot = {1, 0, 1, 0, 0, 0, 0, 0};
    double expected = 0;
    for (int i = 0; i < 8; i++) {
      double p = 1 / (1 + Math.exp(-LOGITS[i]));
      expected -= (hot[i] * Math.log(p) + (1 - hot[i]) * Math.log(1 - p)) / 8;
    }
    assertEquals(expected, evaluate(loss, new Targets.LabelLists(new int[][] {{0, 2}, {}})), 1e-6);
  }

  @Test
  void regressionIsTheMeanSquaredError() {
    Loss loss = Losses.of(ProblemType.REGRESSION, LabelSmoothing.NONE, 4);
    float[] values = {0, 1, 2, 3, 4, 5, 6, 7};
    double expected = 0;
    for (int i = 0; i < 8; i++) {
      expected += Math.pow(LOGITS[i] - values[i], 2) / 8;
    }
    assertEquals(expected, evaluate(loss, new Targets.Values(values, 4)), 1e-5);
  }

  @Test
  void smoothingAnythingElseThanSingleLabelIsADefect() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Losses.of(ProblemType.MULTI_LABEL, LabelSmoothing.of(0.1), 4));
  }

  private float evaluate(Loss loss, Targets targets) {
    NDArray logits = manager.create(LOGITS, new Shape(2, 4));
    NDList labels = new NDList(LabelArrays.of(manager, targets, 4));
    return loss.evaluate(labels, new NDList(logits)).getFloat();
  }

  /** Mean over the rows of -sum_k t_k log softmax(z)_k for the classes 2 and 0. */
  private static double crossEntropy(double correct, double other) {
    int[] classes = {2, 0};
    double sum = 0;
    for (int row = 0; row < 2; row++) {
      double normaliser = 0;
      for (int k = 0; k < 4; k++) {
        normaliser += Math.exp(LOGITS[row * 4 + k]);
      }
      for (int k = 0; k < 4; k++) {
        double target = k == classes[row] ? correct : other;
        sum -= target * (LOGITS[row * 4 + k] - Math.log(normaliser));
      }
    }
    return sum / 2;
  }
}
