package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.script.Processor;
import java.util.List;
import java.util.Optional;

/** Whether a processor has instructions for the products of a {@link Precision}. */
public final class HalfSupport {

  private HalfSupport() {}

  /**
   * A sentence that warns where a run on the processor has no gain from a precision; empty on a
   * GPU, for float32, and where the system does not tell (it does on Linux).
   */
  public static Optional<String> warning(Precision precision, Device device) {
    return device.isGpu() || precision == Precision.FLOAT32
        ? Optional.empty()
        : warning(precision, Processor.current());
  }

  /**
   * The warning for a processor.
   *
   * @param processor of which nothing is known where it has no instructions
   */
  static Optional<String> warning(Precision precision, Processor processor) {
    List<String> wanted = instructions(precision);
    if (processor.instructions().isEmpty() || wanted.stream().anyMatch(processor::has)) {
      return Optional.empty();
    }
    return Optional.of(
        "--precision "
            + precision.id()
            + ": this processor has no instructions for it ("
            + String.join(", ", wanted)
            + "), so that it may be slower than float32.");
  }

  /** What Linux calls them: of x86-64, then of ARM. */
  private static List<String> instructions(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> List.of();
      case BF16 -> List.of("avx512_bf16", "amx_bf16", "bf16");
      case FP16 -> List.of("avx512_fp16", "amx_fp16", "asimdhp");
    };
  }
}
