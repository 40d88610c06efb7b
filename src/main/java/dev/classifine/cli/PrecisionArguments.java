package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.model.Precision;
import dev.classifine.script.Tf32;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The type of the matrix products, as options. */
final class PrecisionArguments {

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "Type of the matrix products: float32, bf16 or fp16 (default: float32).")
  private String precision;

  @Option(names = "--bf16", description = "The same as --precision bf16.")
  private boolean bf16;

  @Option(names = "--fp16", description = "The same as --precision fp16.")
  private boolean fp16;

  @Option(
      names = "--tf32",
      paramLabel = "on|off",
      description =
          "Whether float32 products on an NVIDIA GPU may use TF32 (default: as libtorch, off).")
  private String tf32;

  /**
   * The precision.
   *
   * @throws UsageException if the options name none, or two
   */
  Precision precision() {
    Precision named = precision == null ? null : Precision.of(precision);
    if (bf16) {
      named = only(named, Precision.BF16);
    }
    if (fp16) {
      named = only(named, Precision.FP16);
    }
    return named == null ? Precision.FLOAT32 : named;
  }

  /** Whether TF32 may be used. */
  Tf32 tf32() {
    if (tf32 == null) {
      return Tf32.UNCHANGED;
    }
    return switch (tf32.toLowerCase(Locale.ROOT)) {
      case "true" -> Tf32.ON; // as transformers has it
      case "false" -> Tf32.OFF;
      default -> Tf32.of(tf32);
    };
  }

  private static Precision only(Precision named, Precision flag) {
    if (named != null && named != flag) {
      throw new UsageException(
          "--"
              + flag.id()
              + ": "
              + named.id()
              + " is asked for as well. A run has one precision: give one of --precision, --bf16"
              + " and --fp16.");
    }
    return flag;
  }
}
