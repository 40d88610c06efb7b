package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fused native step against the textbook formulas in double precision. */
class AdamWTest {

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final ParameterStore store = new ParameterStore(manager, false);
  private final Parameter decaying = parameter("weight", 1f, -2f, 3f);
  private final Parameter plain = parameter("bias", 0.5f, 0f);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void followsTheFormulasWithClippingAndDecayGroups() {
    OptimizerOptions options =
        new OptimizerOptions(
            0.1, 0.01, 0.9, 0.999, 1e-8, 1.0, ScheduleOptions.of(Scheduler.CONSTANT));
    double[] w = {1, -2, 3};
    double[] b = {0.5, 0};
    double[][] state = new double[4][3]; // m and v of w, m and v of b
    try (AdamW optimizer = optimizer(options)) {
      for (int t = 1; t <= 20; t++) {
        double rate = 0.1 / t;
        // loss = sum(w^2 * t) + sum(3 b): gradients 2 w t and 3
        backward(t);
        double[] gw = {2 * w[0] * t, 2 * w[1] * t, 2 * w[2] * t};
        double[] gb = {3, 3};
        double norm = Math.sqrt(squares(gw) + squares(gb));
        double scale = Math.min(1, 1 / (norm + 1e-6));
        adam(w, gw, scale, state[0], state[1], t, rate, 0.01);
        adam(b, gb, scale, state[2], state[3], t, rate, 0);
        assertEquals(
            norm, optimizer.step(rate, manager).getFloat(), 1e-5 * norm, "norm of step " + t);
      }
    }
    assertClose(w, decaying);
    assertClose(b, plain);
  }

  @Test
  void aTinyFirstGradientMovesByAlmostTheLearningRate() {
    // eps is added to the bias-corrected root: 1e-7 / (1e-7 + 1e-8) = 0.909
    OptimizerOptions options =
        new OptimizerOptions(0.1, 0, 0.9, 0.999, 1e-8, 0, ScheduleOptions.of(Scheduler.CONSTANT));
    try (AdamW optimizer = optimizer(options)) {
      backwardSum(1e-7f);
      optimizer.step(0.1, manager);
    }
    assertEquals(1 - 0.1 / 1.1, decaying.getArray().getFloat(0), 1e-6);
  }

  @Test
  void anInfiniteGradientChangesNothing() {
    try (AdamW optimizer = optimizer(OptimizerOptions.DEFAULTS)) {
      backwardSum(Float.POSITIVE_INFINITY);
      assertEquals(Float.POSITIVE_INFINITY, optimizer.step(0.1, manager).getFloat());
      assertArrayEquals(new float[] {1, -2, 3}, decaying.getArray().toFloatArray());
      backwardSum(1);
      optimizer.step(0.1, manager);
      assertEquals(0.9, decaying.getArray().getFloat(0), 1e-6, "the next step is the first");
    }
  }

  @Test
  void aLossThatIsNotFiniteChangesNothingThoughItsGradientIs() {
    for (float loss : new float[] {Float.POSITIVE_INFINITY, Float.NaN}) {
      try (AdamW optimizer = optimizer(OptimizerOptions.DEFAULTS)) {
        backwardSum(1);
        NDArray norm = optimizer.step(0.1, manager.create(loss), 1, manager);
        assertEquals(Math.sqrt(5), norm.getFloat(), 1e-6);
        assertArrayEquals(new float[] {1, -2, 3}, decaying.getArray().toFloatArray());
        optimizer.dropGradients();
      }
    }
  }

  @Test
  void gradientsThatAddUpToNaNAreZeroAfterTheStep() {
    try (AdamW optimizer = optimizer(OptimizerOptions.DEFAULTS)) {
      backwardSum(1);
      backwardSum(Float.NaN); // a micro-batch of the same effective batch
      assertTrue(Float.isNaN(optimizer.step(0.1, manager).getFloat()));
      backwardSum(1);
      assertEquals(Math.sqrt(5), optimizer.step(0.1, manager).getFloat(), 1e-6);
      assertEquals(0.9, decaying.getArray().getFloat(0), 1e-6, "the first step that counts");
    }
  }

  @Test
  void forgetsGradientsOfAnEarlierTraining() {
    backwardSum(Float.NaN);
    try (AdamW optimizer = optimizer(OptimizerOptions.DEFAULTS)) {
      optimizer.dropGradients();
      backwardSum(1);
      assertEquals(Math.sqrt(5), optimizer.step(0.1, manager).getFloat(), 1e-6);
    }
  }

  @Test
  void aStepWithoutABackwardPassIsADefect() {
    try (AdamW optimizer = optimizer(OptimizerOptions.DEFAULTS)) {
      assertThrows(IllegalStateException.class, () -> optimizer.step(0.1, manager));
    }
  }

  @Test
  void aResizeThatFailsChangesNothingAndCanBeMadeAgain() {
    Parameter table = parameter("table", matrix(2, 2));
    ParameterGroup group = new ParameterGroup(List.of(table), 0, 1);
    try (AdamW optimizer = new AdamW(manager, store, List.of(group), OptimizerOptions.DEFAULTS)) {
      NDArray mean = optimizer.state(Parameter::getName).get("exp_avg.table");
      mean.set(new float[] {1, 2, 3, 4});
      NDArray wider = matrix(3, 5); // whose rows are not those of the moments
      assertThrows(EngineException.class, () -> optimizer.resize(table, wider));
      optimizer.resize(table, matrix(3, 2));
      Map<String, NDArray> state = optimizer.state(Parameter::getName);
      assertArrayEquals(new float[] {1, 2, 3, 4, 0, 0}, state.get("exp_avg.table").toFloatArray());
      assertArrayEquals(new float[6], state.get("exp_avg_sq.table").toFloatArray());
      assertTrue(mean.isReleased());
    }
  }

  private NDArray matrix(long rows, long width) {
    return manager.ones(new Shape(rows, width));
  }

  private AdamW optimizer(OptimizerOptions options) {
    List<ParameterGroup> groups =
        List.of(
            new ParameterGroup(List.of(decaying), options.weightDecay(), 1),
            new ParameterGroup(List.of(plain), 0, 1));
    return new AdamW(manager, store, groups, options);
  }

  private Parameter parameter(String name, float... values) {
    return parameter(name, manager.create(values));
  }

  private static Parameter parameter(String name, NDArray array) {
    array.setRequiresGradient(true);
    return Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optArray(array).build();
  }

  private void backward(int t) {
    // Factors are arrays: libtorch would keep a pointer to a Java number, which may be gone by
    // then.
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray squares = decaying.getArray().square().sum().mul(manager.create((float) t));
      collector.backward(squares.add(plain.getArray().sum().mul(manager.create(3f))));
    }
  }

  private void backwardSum(float factor) {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDList both = new NDList(decaying.getArray().sum(), plain.getArray().sum());
      collector.backward(both.get(0).add(both.get(1)).mul(manager.create(factor)));
    }
  }

  private static void adam(
      double[] p,
      double[] g,
      double scale,
      double[] m,
      double[] v,
      int t,
      double rate,
      double decay) {
    for (int i = 0; i < p.length; i++) {
      double gradient = g[i] * scale;
      p[i] -= rate * decay * p[i];
      m[i] = 0.9 * m[i] + 0.1 * gradient;
      v[i] = 0.999 * v[i] + 0.001 * gradient * gradient;
      p[i] -=
          rate
              * (m[i] / (1 - Math.pow(0.9, t)))
              / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
    }
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  private static void assertClose(double[] expected, Parameter parameter) {
    float[] actual = parameter.getArray().toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-5 * Math.max(1, Math.abs(expected[i])));
    }
  }
}
