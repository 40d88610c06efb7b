package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.classifine.error.ClassifineException;
import org.junit.jupiter.api.Test;

class LogitMatrixTest {

  @Test
  void rowsAreSetFromABatchInAnyOrder() {
    LogitMatrix matrix = new LogitMatrix(3, 2);
    float[] batch = {1, 2, 3, 4};
    matrix.set(2, batch, 0);
    matrix.set(0, batch, 1);
    assertArrayEquals(new float[] {3, 4}, matrix.row(0));
    assertArrayEquals(new float[2], matrix.row(1));
    assertEquals(2, matrix.get(2, 1));
    assertEquals(-1, matrix.firstNotFinite());
    matrix.set(1, new float[] {0, Float.NaN}, 0);
    assertEquals(1, matrix.firstNotFinite());
  }

  @Test
  void moreThanAnArrayHoldsIsAnError() {
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> new LogitMatrix(1 << 20, 1 << 12));
    assertEquals(
        "1048576 rows of 4096 logits are more than the 2147483639 that can be kept. Take fewer"
            + " rows.",
        error.getMessage());
  }
}
