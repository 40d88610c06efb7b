package dev.classifine.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class LowRankUpdateTest {

  @Test
  void itAddsTheScaledProduct() {
    // A [2, 3], B [2, 2]
    float[] a = {1, 2, 3, 4, 5, 6};
    float[] b = {1, 0, 2, 1};
    ByteBuffer weight = floats(10, 20, 30, 40, 50, 60);
    new LowRankUpdate(a, b, 3, 0.5).addTo(weight);
    // B A = [[1, 2, 3], [2·1 + 4, 2·2 + 5, 2·3 + 6]]
    assertArrayEquals(new float[] {10.5f, 21, 31.5f, 43, 54.5f, 66}, values(weight));
    assertEquals(0, weight.position());
  }

  @Test
  void sizesThatDoNotFitAreADefect() {
    assertThrows(
        IllegalArgumentException.class, () -> new LowRankUpdate(new float[4], new float[2], 3, 1));
    LowRankUpdate update = new LowRankUpdate(new float[6], new float[4], 3, 1);
    assertThrows(IllegalArgumentException.class, () -> update.addTo(floats(1, 2, 3)));
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static float[] values(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / 4];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
