package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import dev.classifine.script.MklKernels;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.OneDnn;
import dev.classifine.script.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who computes the products of a program's linear layers and of its attention without dropout. */
public enum Products {

  /**
   * The faster ones that have gradients, of those that the device has. A program that is made for
   * no device has libtorch's.
   */
  AUTO,

  /** libtorch as it chooses: on every device, with gradients. */
  LIBTORCH,

  /**
   * oneDNN: on processors, with gradients, which are recorded beside autograd's graph or, in a pass
   * without a record, are those of convolutions of one pixel. libtorch gives float32 products to
   * MKL, which uses AVX-512 on Intel's processors alone: on others oneDNN's take half the time.
   */
  ONEDNN,

  /**
   * oneDNN, called by name: on processors, without gradients. Its activations cost no pass of their
   * own, and libtorch's fused attention in half precision is slower than products in bfloat16 where
   * texts are short.
   */
  ONEDNN_INFERENCE;

  /** Tokens of a batch, for which oneDNN chooses the weights' layout; it takes any number. */
  private static final int USUAL_ROWS = 1024;

  /**
   * The products of a name.
   *
   * @throws UsageException if there are none
   */
  public static Products of(String id) {
    for (Products choice : List.of(AUTO, LIBTORCH, ONEDNN)) {
      if (choice.id().equals(id)) {
        return choice;
      }
    }
    throw new UsageException(
        "--matrix-products: \"" + id + "\" is unknown. It must be auto, libtorch or onednn.");
  }

  /** The name as an option. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The faster ones for a pass without gradients on a device, of those that it has. */
  static Products forInference(Device device, Precision precision) {
    if (device.isGpu() || !OneDnn.multiplies(precision.type())) {
      return LIBTORCH;
    }
    boolean mkls = precision == Precision.FLOAT32 && MklKernels.areChosen(); // faster by a twelfth
    return mkls ? LIBTORCH : ONEDNN_INFERENCE;
  }

  /**
   * These on a device. In half precision libtorch calls oneDNN by itself.
   *
   * @throws UsageException if the device or libtorch's build does not have them
   */
  Products on(Device device, Precision precision) {
    if (this != ONEDNN) {
      return this == AUTO ? on(device, precision, Processor.current()) : this;
    }
    if (device.isGpu()) {
      throw new UsageException(
          "--matrix-products onednn: "
              + NativeRuntime.name(device)
              + " is no processor. It must be auto or libtorch there.");
    }
    if (precision != Precision.FLOAT32) {
      return LIBTORCH;
    }
    if (!OneDnn.multiplies(precision.type())) {
      throw new UsageException(
          "--matrix-products onednn: this build of libtorch has no linear layers of oneDNN"
              + " (mkldnn::_linear_pointwise). It must be auto or libtorch here.");
    }
    return this;
  }

  /** The choice by what the processor is. */
  static Products on(Device device, Precision precision, Processor processor) {
    boolean faster = processor.has("avx512f") && !processor.isIntels();
    return !device.isGpu() && precision == Precision.FLOAT32 && faster ? ONEDNN : LIBTORCH;
  }

  /** Whether the program records its products, in passes that ask for it. */
  boolean records() {
    return this == ONEDNN;
  }

  /**
   * The program's sources of them.
   *
   * @param lowRank whether linear layers may have low-rank updates
   */
  List<String> sources(boolean lowRank) {
    if (this == ONEDNN_INFERENCE) {
      return List.of("linear_onednn.py", "attention_onednn.py", "unrecorded.py");
    }
    List<String> sources = new ArrayList<>();
    sources.addAll(
        this == ONEDNN
            ? List.of("product_onednn.py")
            : List.of("product_libtorch.py", "unrecorded.py"));
    sources.add(lowRank ? "linear_lora.py" : "linear.py");
    sources.add("attention.py");
    return sources;
  }

  /**
   * Adds the constants of these sources.
   *
   * @param activation the expression of the feed-forward's activation, which oneDNN computes with
   *     the product where it is a GELU
   */
  void addTo(Constants constants, Precision precision, String activation) {
    if (this == ONEDNN_INFERENCE) {
      boolean exact = activation.equals(Activations.GELU);
      constants
          .put("FUSED", exact || activation.equals(Activations.GELU_TANH))
          .put("GELU_FORM", exact ? "none" : "tanh")
          .put("HALF_PRECISION", precision != Precision.FLOAT32)
          .put("USUAL_ROWS", USUAL_ROWS);
    }
  }
}
