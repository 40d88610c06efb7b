package dev.classifine.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;
import java.util.Arrays;

/** Some texts as the arrays that a program reads, padded on the right to the longest of them. */
public final class TokenBatch {

  private TokenBatch() {}

  /**
   * Makes the arrays on the manager's device.
   *
   * @param rows which texts, in the order of the batch; at least one
   * @param padding the id of the padding token
   * @return ids {@code [B, T]} int64; mask {@code [B, T]} float32, 1 for a token and 0 for padding;
   *     token types {@code [B, T]} int64, or {@code [1, 1]} where all are 0
   */
  public static NDList of(NDManager manager, EncodedTexts texts, int[] rows, int padding) {
    int width = texts.longest(rows);
    long[] ids = new long[rows.length * width];
    float[] mask = new float[ids.length];
    long[] types = texts.hasTypes() ? new long[ids.length] : new long[1];
    Arrays.fill(ids, padding);
    for (int b = 0; b < rows.length; b++) {
      int length = texts.length(rows[b]);
      int start = b * width;
      Arrays.fill(mask, start, start + length, 1f);
      for (int t = 0; t < length; t++) {
        ids[start + t] = texts.id(rows[b], t);
        if (texts.hasTypes()) {
          types[start + t] = texts.type(rows[b], t);
        }
      }
    }
    Shape shape = new Shape(rows.length, width);
    return new NDList(
        DeviceArrays.of(manager, ids, shape),
        DeviceArrays.of(manager, mask, shape),
        DeviceArrays.of(manager, types, texts.hasTypes() ? shape : new Shape(1, 1)));
  }
}
