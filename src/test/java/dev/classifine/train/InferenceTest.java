package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pass without gradients makes of a failing device. */
class InferenceTest {

  private static final String FULL = "CUDA out of memory. Tried to allocate 2.00 GiB\nat native";

  @ParameterizedTest
  @CsvSource({
    "8, 8 rows, 'Lower the maximal length, or the batch size of evaluating and predicting.'",
    "1, 1 row, Lower the maximal length."
  })
  void fullMemoryIsToldWithTheRowsAndWhatHelps(int batch, String rows, String remedy) {
    EngineException full = new EngineException(FULL);
    ClassifineException error = assertThrows(ClassifineException.class, () -> run(batch, full));
    assertEquals(
        "The device's memory does not hold a pass without gradients over "
            + rows
            + ": CUDA out of memory. Tried to allocate 2.00 GiB. "
            + remedy,
        error.getMessage());
    assertSame(full, error.getCause());
  }

  @Test
  void anotherFailureStaysAsItIs() {
    EngineException other = new EngineException("sizes do not fit");
    assertSame(other, assertThrows(EngineException.class, () -> run(8, other)));
  }

  private static void run(int batch, EngineException failure) {
    NumericSet rows = Problems.of(ProblemType.SINGLE_LABEL, 16, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Inference.run(
          rows,
          Problems.THREE.size(),
          BatchLimits.rows(batch),
          manager,
          inputs -> {
            throw failure;
          },
          (taken, inputs, outputs, logits) -> {});
    }
  }
}
