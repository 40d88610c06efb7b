package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.Processor;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many numbers a row of scores has; that they give the same is InferenceModelTest's. */
class WholeVectorTest {

  private static final String WIDENING =
      """
      class Widening(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Widening, mask: Tensor) -> Tensor:
          return __torch__.whole_vector(mask)
      """;

  @ParameterizedTest
  @CsvSource({
    "16, 1, 1",
    "16, 8, 8",
    "16, 9, 16",
    "16, 15, 16",
    "16, 16, 16",
    "16, 17, 17",
    "8, 4, 4",
    "8, 5, 8",
    "8, 7, 8",
    "8, 8, 8",
    "8, 13, 13",
    "1, 1, 1",
    "1, 13, 13",
  })
  void aRowIsFilledUpWhereItIsLongerThanHalfAVector(int vector, int tokens, int width) {
    NativeRuntime.engine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = Program.load(manager, source(vector));
        NDArray mask = manager.ones(new Shape(2, tokens));
        NDArray filled = program.call(manager, "forward", Argument.of(mask))) {
      assertEquals(new Shape(2, width), filled.getShape());
      float[] expected = new float[2 * width];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = i % width < tokens ? 1 : 0;
      }
      assertArrayEquals(expected, filled.toFloatArray());
    }
  }

  private static ProgramSource source(int vector) {
    try (Checkpoint checkpoint = Checkpoints.open("src/test/resources/parity/bert")) {
      ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
      ProgramTarget target = new ProgramTarget(Products.LIBTORCH, vector);
      ProgramSource program =
          Architectures.of(config).description(config, ProgramOptions.DEFAULTS, target).program();
      return new ProgramSource("Widening", program.functions() + WIDENING);
    }
  }

  @Test
  void onlyAProcessorsRowsAreFilledUp() {
    NativeRuntime.engine();
    for (Precision precision : Precision.values()) {
      assertEquals(1, ProgramTarget.forInference(Device.gpu(), precision).vector());
      assertEquals(
          Processor.current().vectorFloats(),
          ProgramTarget.forInference(Device.cpu(), precision).vector());
    }
    assertEquals(1, ProgramTarget.ANY.vector(), "what trains and what is exported");
  }
}
