package dev.classifine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A table ends where its function does not change any more. */
class DistanceTableTest {

  @Test
  void theFarthestStandsForAllBeyond() {
    DistanceTable table = DistanceTable.of(d -> Math.max(-2, Math.min(3, d)));
    assertEquals(3, table.reach());
    assertArrayEquals(new long[] {-2, -2, -1, 0, 1, 2, 3}, table.values());
  }

  @Test
  void aFunctionWithoutAnEndIsCutBeyondAnyText() {
    DistanceTable table = DistanceTable.of(d -> d);
    assertEquals(1 << 16, table.reach());
    assertEquals(-(1 << 16), table.values()[0]);
    assertEquals(2 * (1 << 16) + 1, table.values().length);
  }
}
