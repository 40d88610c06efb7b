package dev.classifine.cli;

import ai.djl.Device;
import dev.classifine.DecisionTuning;
import dev.classifine.TextClassifier;
import dev.classifine.error.UsageException;
import dev.classifine.model.HalfSupport;
import dev.classifine.model.Precision;
import dev.classifine.script.NativeRuntime;
import dev.classifine.tuning.TuningOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to run a trained checkpoint, as options. */
final class InferenceArguments {

  private static final Logger LOG = LoggerFactory.getLogger(InferenceArguments.class);

  @Option(
      names = {"--batch-size", "--per-device-eval-batch-size"},
      paramLabel = "N",
      description = "Rows of one pass (default: ${DEFAULT-VALUE}).")
  private int batchSize = TextClassifier.BATCH_SIZE;

  @Mixin private PrecisionArguments precision = new PrecisionArguments();
  @Mixin private DeviceArguments on = new DeviceArguments();

  /**
   * Checks the numbers before anything is loaded.
   *
   * @throws UsageException if one is out of range
   */
  void check() {
    if (batchSize < 1) {
      throw new UsageException(
          "--batch-size: " + batchSize + " is out of range. It must be at least 1.");
    }
    precision.precision();
    precision.tf32();
    if (on.maxLength() < 0) {
      throw new UsageException(
          "--max-length: " + on.maxLength() + " is below 0. Give a number of tokens.");
    }
  }

  TextClassifier load(String model) {
    Precision chosen = precision.precision();
    NativeRuntime.start(on.threads(), precision.tf32());
    Device device = NativeRuntime.device(on.device());
    precision.tf32().remark(device).ifPresent(LOG::info);
    HalfSupport.warning(chosen, device).ifPresent(LOG::warn);
    return TextClassifier.load(model, NativeRuntime.name(device), on.maxLength(), chosen);
  }

  DecisionTuning tuning(TuningOptions options) {
    NativeRuntime.start(on.threads());
    return new DecisionTuning(options, on.device(), on.maxLength(), batchSize);
  }

  int batchSize() {
    return batchSize;
  }
}
