package dev.classifine.lora;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * What LoRA adds to a weight W [out, in]: s · B A. Computed in float32, a row at a time, always in
 * the same order: a checkpoint that is merged on writing and an adapter that is merged on reading
 * have the same bits.
 *
 * @param a A [r, in], row-major
 * @param b B [out, r], row-major
 * @param in how many numbers the layer reads
 * @param scale s
 */
public record LowRankUpdate(float[] a, float[] b, int in, double scale) {

  /**
   * @throws IllegalArgumentException if the sizes are not those of two matrices of one rank
   */
  public LowRankUpdate {
    if (in < 1 || a.length == 0 || a.length % in != 0 || b.length % (a.length / in) != 0) {
      throw new IllegalArgumentException(
          a.length + " and " + b.length + " numbers are no A [r, " + in + "] and B [out, r]");
    }
  }

  /**
   * Adds it to a weight in place.
   *
   * @param weight W, float32, row-major and little-endian, from position to limit
   * @throws IllegalArgumentException if the weight has another size
   */
  public void addTo(ByteBuffer weight) {
    FloatBuffer w = weight.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int rank = a.length / in;
    int out = b.length / rank;
    if (w.remaining() != (long) out * in) {
      throw new IllegalArgumentException(
          w.remaining() + " numbers are no weight [" + out + ", " + in + "]");
    }
    float s = (float) scale;
    float[] row = new float[in];
    for (int o = 0; o < out; o++) {
      java.util.Arrays.fill(row, 0);
      for (int k = 0; k < rank; k++) {
        float factor = b[o * rank + k];
        for (int i = 0; i < in; i++) {
          row[i] += factor * a[k * in + i];
        }
      }
      for (int i = 0; i < in; i++) {
        w.put(o * in + i, w.get(o * in + i) + s * row[i]);
      }
    }
  }
}
