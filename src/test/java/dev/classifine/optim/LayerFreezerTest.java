package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Freezing and AdamW together, on a model of three numbers: embeddings, one layer, the head. */
class LayerFreezerTest {

  private static final float RATE = 0.125f; // powers of 2, so that scaled updates are exact
  private static final ParameterDepths DEPTHS =
      new ParameterDepths() {
        @Override
        public int depth(String name) {
          return List.of("embeddings", "layer", "head").indexOf(name);
        }

        @Override
        public int head() {
          return 2;
        }
      };

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final ParameterStore store = new ParameterStore(manager, false);
  private final PairList<String, Parameter> parameters = new PairList<>();

  @BeforeEach
  void makeModel() {
    for (String name : List.of("embeddings", "layer", "head")) {
      NDArray array = manager.create(new float[] {0, 0});
      array.setRequiresGradient(true);
      parameters.add(
          name,
          Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optArray(array).build());
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void layerDecayScalesTheUpdateByExactlyTheFactor() {
    LayerPlan plan = plan(new LayerOptions(0.5, List.of(), LayerOptions.NO_LAYERS, 0));
    try (AdamW optimizer = optimizer(plan, 0)) {
      for (int step = 1; step <= 5; step++) {
        backward(step);
        optimizer.step(RATE, manager);
        float head = value("head");
        assertTrue(head < 0);
        assertEquals(head / 2, value("layer"), 0f, "step " + step);
        assertEquals(head / 4, value("embeddings"), 0f, "step " + step);
      }
    }
  }

  @Test
  void aFrozenParameterKeepsItsBytesAndGetsNoGradient() {
    set(1);
    LayerPlan plan = plan(new LayerOptions(1, List.of("layer"), LayerOptions.NO_LAYERS, 0));
    try (LayerFreezer freezer = plan.freezer();
        AdamW optimizer = optimizer(plan, 0.1)) {
      freezer.begin(0);
      for (int step = 1; step <= 3; step++) {
        backward(step);
        assertNull(gradient("layer"));
        assertNotNull(gradient("head"));
        optimizer.step(RATE, manager);
      }
      assertArrayEquals(new float[] {1, 1}, array("layer").toFloatArray(), 0f);
      assertTrue(value("head") < 1);
      assertTrue(value("embeddings") < 1);
    }
  }

  @Test
  void aLayerThatJoinsLaterTakesItsFirstStepThen() {
    LayerPlan plan = plan(new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1));
    try (LayerFreezer freezer = plan.freezer();
        AdamW optimizer = optimizer(plan, 0)) {
      freezer.begin(0);
      backward(1);
      optimizer.step(RATE, manager);
      float first = value("head"); // with no moments yet: the whole learning rate
      assertEquals(-RATE, first, 1e-6f * RATE);
      backward(1);
      optimizer.step(RATE, manager);
      assertEquals(0f, value("layer"));
      freezer.begin(1);
      backward(1);
      optimizer.step(RATE, manager);
      assertEquals(first, value("layer"), 0f, "moments and step count as new");
      assertEquals(0f, value("embeddings"));
      freezer.begin(2);
      backward(1);
      optimizer.step(RATE, manager);
      assertEquals(first, value("embeddings"), 0f);
    }
  }

  @Test
  void aParameterThatIsFrozenAgainLosesItsGradient() {
    set(1);
    LayerPlan plan = plan(new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1));
    try (LayerFreezer freezer = plan.freezer();
        AdamW optimizer = optimizer(plan, 0.1)) {
      freezer.begin(2);
      backward(1);
      optimizer.step(RATE, manager);
      backward(1); // a gradient that no step has taken
      float layer = value("layer");
      float head = value("head");
      freezer.begin(0);
      assertNull(gradient("layer"));
      assertNull(gradient("embeddings"));
      assertNotNull(gradient("head"));
      optimizer.step(RATE, manager);
      assertEquals(layer, value("layer"), 0f, "neither gradient, nor moments, nor decay");
      assertTrue(value("head") < head);
      freezer.begin(1);
      backward(1);
      optimizer.step(RATE, manager);
      assertTrue(value("layer") < layer, "the optimizer still knows the array");
    }
  }

  @Test
  void closingThawsWhatItFoundTrainable() {
    parameters.get("embeddings").freeze(true);
    LayerPlan plan = plan(new LayerOptions(1, List.of("layer"), LayerOptions.NO_LAYERS, 0));
    try (LayerFreezer freezer = plan.freezer()) {
      freezer.begin(0);
      assertFalse(parameters.get("layer").requiresGradient());
    }
    assertTrue(parameters.get("layer").requiresGradient());
    assertTrue(parameters.get("head").requiresGradient());
    assertFalse(parameters.get("embeddings").requiresGradient());
    backward(1);
    assertNotNull(gradient("layer"));
  }

  @Test
  void freezingAgainAndAgainTakesNoMemory() {
    LayerPlan plan = plan(new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1));
    try (LayerFreezer freezer = plan.freezer()) {
      freezer.begin(2);
      try (NDManager scope = manager.newSubManager()) {
        backward(scope, 1);
      }
      int arrays = manager.getManagedArrays().size();
      for (int i = 0; i < 50; i++) {
        freezer.begin(i % 3);
        try (NDManager scope = manager.newSubManager()) {
          backward(scope, 1);
        }
      }
      assertEquals(arrays, manager.getManagedArrays().size());
    }
  }

  private LayerPlan plan(LayerOptions options) {
    return LayerPlan.of(parameters, DEPTHS, options);
  }

  private AdamW optimizer(LayerPlan plan, double weightDecay) {
    OptimizerOptions options =
        new OptimizerOptions(1, weightDecay, 0.9, 0.999, 1e-8, 0, ScheduleOptions.DEFAULTS);
    return new AdamW(manager, store, plan.groups(weightDecay), options);
  }

  private void set(float value) {
    for (Parameter parameter : parameters.values()) {
      parameter.getArray().stopGradient().addi(value); // the same memory
    }
  }

  private void backward(float factor) {
    backward(manager, factor);
  }

  /** The gradient of every element of every parameter that trains is the factor. */
  private void backward(NDManager scope, float factor) {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = scope.create(0f);
      for (Parameter parameter : parameters.values()) {
        NDArray sum = parameter.getArray().sum();
        sum.attach(scope);
        loss = loss.add(sum);
      }
      // An array: libtorch would keep a pointer to a Java number, which may be gone by then.
      NDArray scaled = loss.mul(scope.create(factor));
      scaled.attach(scope);
      collector.backward(scaled);
    }
  }

  private NDArray array(String name) {
    return parameters.get(name).getArray();
  }

  private float value(String name) {
    return array(name).getFloat(0);
  }

  private NDArray gradient(String name) {
    return JniUtils.getGradient((PtNDArray) array(name));
  }
}
