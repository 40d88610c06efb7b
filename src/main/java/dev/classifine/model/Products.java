package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.script.OneDnn;
import java.util.List;

/** Who computes the products of a program's linear layers and of its attention without dropout. */
public enum Products {

  /** libtorch as it chooses: on every device, with gradients. */
  LIBTORCH("linear.py", "attention.py"),

  /**
   * oneDNN, called by name: on processors, without gradients. libtorch gives float32 products to
   * MKL, which is slower on processors of others than Intel, and its fused attention in half
   * precision is slower than products in bfloat16 where texts are short.
   */
  ONEDNN("linear_onednn.py", "attention_onednn.py");

  /** Tokens of a batch, for which oneDNN chooses the weights' layout; it takes any number. */
  private static final int USUAL_ROWS = 1024;

  private final String linear;
  private final String attention;

  Products(String linear, String attention) {
    this.linear = linear;
    this.attention = attention;
  }

  /** The faster ones for a pass without gradients on a device, of those that it has. */
  static Products forInference(Device device, Precision precision) {
    return !device.isGpu() && OneDnn.multiplies(precision.type()) ? ONEDNN : LIBTORCH;
  }

  /**
   * The program's sources of them.
   *
   * @param lowRank whether linear layers may have low-rank updates
   */
  List<String> sources(boolean lowRank) {
    return List.of(lowRank ? "linear_lora.py" : linear, attention);
  }

  /**
   * Adds the constants of these sources.
   *
   * @param activation the expression of the feed-forward's activation, which oneDNN computes with
   *     the product where it is a GELU
   */
  void addTo(Constants constants, Precision precision, String activation) {
    if (this == ONEDNN) {
      boolean exact = activation.equals(Activations.GELU);
      constants
          .put("FUSED", exact || activation.equals(Activations.GELU_TANH))
          .put("GELU_FORM", exact ? "none" : "tanh")
          .put("HALF_PRECISION", precision != Precision.FLOAT32)
          .put("USUAL_ROWS", USUAL_ROWS);
    }
  }
}
