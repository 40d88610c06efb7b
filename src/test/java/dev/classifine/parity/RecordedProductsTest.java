package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.DropoutMasks;
import dev.classifine.model.LowerLayers;
import dev.classifine.model.Products;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.script.Gradients;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.ProcessMemory;
import dev.classifine.script.ProgramBlock;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training passes whose products are recorded against the same passes with autograd's graph alone:
 * with dropout from the same seed, the same gradients up to roundings of float32.
 */
class RecordedProductsTest {

  private static final ProgramOptions OPTIONS =
      ProgramOptions.DEFAULTS.withProducts(Products.ONEDNN);

  private static final LoraOptions EVERYWHERE =
      new LoraOptions(4, 8, 0.1, List.of(LoraOptions.ALL_LINEAR), false, List.of());

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void everyGradientIsTheSame(String name) throws IOException {
    for (ProgramOptions options :
        new ProgramOptions[] {
          OPTIONS,
          OPTIONS.withFirstRowOnly(false),
          OPTIONS.withDropout(DropoutMasks.LIBTORCH),
          OPTIONS.withLora(LoraOptions.DEFAULTS),
          OPTIONS.withLora(EVERYWHERE)
        }) {
      try (LoadedFixture loaded = LoadedFixture.of(Fixture.of(name), options)) {
        learnt(loaded.model());
        loaded.logits(batch -> compared(loaded.model(), batch));
      }
    }
  }

  /** Low-rank updates begin with a factor of zeros, past which no gradient would go. */
  private static void learnt(TextModel model) {
    for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
      NDArray array = pair.getValue().getArray();
      if (pair.getKey().endsWith("lora_B.weight")) {
        try (NDArray values = array.getManager().randomNormal(array.getShape())) {
          array.stopGradient().addi(values.muli(0.1)); // the same memory
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void soItIsFromTheFeaturesOfAnyNumberOfLayers(String name) throws IOException {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of(name), OPTIONS)) {
      LowerLayers lower = loaded.model().lowerLayers();
      loaded.logits(
          batch -> {
            for (int layers = 0; layers <= lower.count(); layers++) {
              NDArray features = lower.features(batch, layers);
              compared(loaded.model(), lower.trainingInputs(features, batch.get(1), layers));
            }
            return new NDList(batch.get(1));
          });
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.VariantTest#names")
  void soItIsForOtherConfigurations(String name) {
    try (TextModel model = VariantTest.load(name, OPTIONS)) {
      VariantTest.logits(model, name, batch -> compared(model, batch));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void whatIsFrozenHasNoGradient(String name) throws IOException {
    for (int part = 0; part < 3; part++) {
      try (LoadedFixture loaded = LoadedFixture.of(Fixture.of(name), OPTIONS)) {
        int i = 0;
        int size = loaded.model().djl().getBlock().getParameters().size();
        for (Pair<String, Parameter> pair : loaded.model().djl().getBlock().getParameters()) {
          // all below the middle; every other one, so biases alone; all but the head's output
          boolean frozen = part == 0 ? i < size / 2 : part == 1 ? i % 2 == 0 : i < size - 2;
          pair.getValue().freeze(frozen);
          pair.getValue().getArray().setRequiresGradient(!frozen);
          i++;
        }
        loaded.logits(batch -> compared(loaded.model(), batch));
      }
    }
  }

  @Test
  void aRecordThatIsForgottenLeavesNothing() throws IOException {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of("bert"), OPTIONS)) {
      ProgramBlock block = (ProgramBlock) loaded.model().djl().getBlock();
      loaded.logits(
          batch -> {
            NDList output = forward(block, batch, true);
            block.forget(batch.getManager());
            block.rewind(output.head()); // there is nothing to go back through
            assertEquals(Map.of(), taken(block, batch.getManager()));
            return compared(loaded.model(), batch);
          });
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPassThatFailsLeavesNothingOfWhatItRecorded() throws IOException {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of("bert"), OPTIONS);
        NDManager scope = loaded.model().djl().getNDManager().newSubManager()) {
      ProgramBlock block = (ProgramBlock) loaded.model().djl().getBlock();
      Shape shape = new Shape(1024, 60);
      NDList inputs =
          new NDList(
              scope.ones(shape, DataType.INT64),
              scope.ones(new Shape(1024, 59)), // found out in the attention of the first layer
              scope.zeros(shape, DataType.INT64));
      long begin = 0;
      for (int i = 0; i < 12; i++) {
        assertThrows(EngineException.class, () -> forward(block, inputs, true));
        begin = i == 1 ? ProcessMemory.resident() : begin;
      }
      // what a pass records until then takes 70 MB; Java's heap grows as well
      long grown = ProcessMemory.resident() - begin;
      assertTrue(grown < 300L << 20, "grew by " + (grown >> 20) + " MiB");
    }
  }

  @Test
  void aPassThatBringsNoRecordHasAWholeGraph() throws IOException {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of("bert"), OPTIONS)) {
      ProgramBlock block = (ProgramBlock) loaded.model().djl().getBlock();
      loaded.logits(
          batch -> {
            Map<String, float[]> gradients = gradients(block, batch, false);
            assertEquals(block.getParameters().size(), gradients.size());
            return new NDList(batch.get(1));
          });
    }
  }

  /** Compares; what it gives is of no meaning. */
  private static NDList compared(TextModel model, NDList batch) {
    ProgramBlock block = (ProgramBlock) model.djl().getBlock();
    assertTrue(block.records());
    Map<String, float[]> expected = gradients(block, batch, false);
    Map<String, float[]> actual = gradients(block, batch, true);
    assertFalse(expected.isEmpty());
    assertEquals(Set.copyOf(expected.keySet()), Set.copyOf(actual.keySet()));
    double all = Math.sqrt(expected.values().stream().mapToDouble(g -> squares(g)).sum());
    expected.forEach(
        (name, gradient) -> {
          float[] other = actual.get(name);
          double tolerance = 1e-5 * Math.max(Math.sqrt(squares(gradient)), 1e-2 * all);
          for (int i = 0; i < gradient.length; i++) {
            assertEquals(gradient[i], other[i], tolerance, name + "[" + i + "]");
          }
        });
    return new NDList(batch.get(1));
  }

  private static double squares(float[] gradient) {
    double sum = 0;
    for (float value : gradient) {
      sum += (double) value * value;
    }
    return sum;
  }

  private static Map<String, float[]> gradients(
      ProgramBlock block, NDList batch, boolean recorded) {
    try (GradientCollector collector = batch.getManager().getEngine().newGradientCollector();
        NDManager scope = batch.getManager().newSubManager()) {
      NDArray loss = forward(block, batch, recorded).head().square().sum();
      collector.backward(loss);
      if (recorded) {
        block.rewind(loss);
      }
      return taken(block, scope);
    }
  }

  private static NDList forward(ProgramBlock block, NDList batch, boolean recorded) {
    NativeRuntime.seed(1, 2, 3);
    NDList inputs = new NDList(batch);
    if (recorded) {
      inputs.add(ProgramBlock.record(batch.getManager()));
    }
    return block.forward(new ParameterStore(batch.getManager(), false), inputs, true);
  }

  /** The gradients that there are, which are gone then. */
  private static Map<String, float[]> taken(ProgramBlock block, NDManager scope) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      NDArray array = pair.getValue().getArray();
      NDArray gradient = Gradients.of(array, scope);
      if (gradient != null) {
        gradients.put(pair.getKey(), gradient.toFloatArray());
        Gradients.drop(array);
      }
    }
    return gradients;
  }
}
