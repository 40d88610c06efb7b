package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.script.MklKernels;
import dev.classifine.script.OneDnn;

/** Who computes the products of a program's linear layers, and of its attention without dropout. */
public enum Products {

  /** libtorch as it chooses: on every device, with gradients. */
  LIBTORCH,

  /**
   * oneDNN, called by name: on processors, without gradients, so that low-rank updates and training
   * have none of it. Its activations cost no pass of their own, and libtorch's fused attention in
   * half precision is slower than products in bfloat16 where texts are short.
   */
  ONEDNN;

  /** Tokens of the longest texts whose attention is products, not libtorch's, in half precision. */
  private static final int SHORT = 128;

  /** Tokens of a batch, for which oneDNN chooses the weights' layout; it takes any number. */
  private static final int USUAL_ROWS = 1024;

  /** The faster ones for a pass without gradients on a device, of those that it has. */
  static Products forInference(Device device, Precision precision) {
    boolean oneDnn = !device.isGpu() && OneDnn.multiplies(precision.type());
    return forInference(precision, oneDnn, MklKernels.areChosen());
  }

  /**
   * The same by what there is. MKL, to which libtorch gives float32 products, is up to a twelfth
   * faster than oneDNN where it takes its kernels for Intel's on AMD's; where it takes them by
   * itself oneDNN is, whose activations cost less.
   */
  static Products forInference(Precision precision, boolean oneDnn, boolean mklKernels) {
    boolean mkls = precision == Precision.FLOAT32 && mklKernels;
    return oneDnn && !mkls ? ONEDNN : LIBTORCH;
  }

  /**
   * The program's source of them.
   *
   * @param lowRank whether linear layers may have low-rank updates
   * @throws IllegalArgumentException if they may, and these products have none
   */
  String source(boolean lowRank) {
    if (this == LIBTORCH) {
      return lowRank ? "linear_lora.py" : "linear.py";
    }
    if (lowRank) {
      throw new IllegalArgumentException(
          "Low-rank updates have gradients, which these products have not.");
    }
    return "linear_onednn.py";
  }

  /**
   * Adds the constants of this source and of {@code common.py}.
   *
   * @param activation the expression of the feed-forward's activation, which oneDNN computes with
   *     the product where it is a GELU
   */
  void addTo(Constants constants, Precision precision, String activation) {
    boolean half = precision != Precision.FLOAT32;
    constants.put("SHORT", this == ONEDNN && half ? SHORT : 0);
    if (this == ONEDNN) {
      boolean exact = activation.equals(Activations.GELU);
      constants
          .put("FUSED", exact || activation.equals(Activations.GELU_TANH))
          .put("GELU_FORM", exact ? "none" : "tanh")
          .put("HALF_PRECISION", half)
          .put("USUAL_ROWS", USUAL_ROWS);
    }
  }
}
