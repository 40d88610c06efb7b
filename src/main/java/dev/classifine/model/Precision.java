package dev.classifine.model;

import dev.classifine.error.UsageException;
import java.util.Locale;

/**
 * The type in which a model's matrix products are computed: linear layers, attention and
 * convolution. Embeddings, norms, softmax outside of fused attention, residuals, the head after its
 * dense layer, logits, loss, weights and optimizer are float32 in all of them.
 *
 * <p>With {@link #FP16} gradients below 6e-8 vanish, so a training must multiply the loss by a
 * scale and divide the gradients by it; {@link #BF16} has float32's range and needs none.
 */
public enum Precision {
  /** 24 bits of precision. */
  FLOAT32(6, Precision.GREATEST_BFLOAT16),
  /** bfloat16: 8 bits of precision, the range of float32. */
  BF16(15, Precision.GREATEST_BFLOAT16),
  /** IEEE half precision: 11 bits of precision, at most 65504. */
  FP16(5, "32768.");

  /** Finite in float32 too. */
  private static final String GREATEST_BFLOAT16 = "3.3895313892515355e+38";

  private final int type;
  private final String masked;

  /**
   * @param type PyTorch's number of the type
   * @param masked what is taken from the scores of hidden tokens: beyond any score, and finite in
   *     the type with a score added
   */
  Precision(int type, String masked) {
    this.type = type;
    this.masked = masked;
  }

  /**
   * The precision of a name: {@code float32}, {@code bf16} or {@code fp16}.
   *
   * @throws UsageException if there is none
   */
  public static Precision of(String name) {
    return switch (name) {
      case "float32" -> FLOAT32;
      case "bf16" -> BF16;
      case "fp16" -> FP16;
      default ->
          throw new UsageException(
              "--precision: \"" + name + "\" is unknown. It must be float32, bf16 or fp16.");
    };
  }

  /** The name as an option. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether gradients must be scaled: the type's smallest number is that of fp16. */
  public boolean needsGradientScaling() {
    return this == FP16;
  }

  /** PyTorch's number of the type. */
  int type() {
    return type;
  }

  /** The program's source of the conversions. */
  String source() {
    return this == FLOAT32 ? "precision_float32.py" : "precision_half.py";
  }

  /** Adds the constants of that source and of {@code common.py}. */
  void addTo(Constants constants) {
    constants.put("MASKED", masked);
    if (this != FLOAT32) {
      constants.put("HALF", type);
    }
  }
}
