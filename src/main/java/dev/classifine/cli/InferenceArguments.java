package dev.classifine.cli;

import dev.classifine.DecisionTuning;
import dev.classifine.TextClassifier;
import dev.classifine.error.UsageException;
import dev.classifine.script.NativeRuntime;
import dev.classifine.tuning.TuningOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to run a trained checkpoint, as options. */
final class InferenceArguments {

  @Option(
      names = {"--batch-size", "--per-device-eval-batch-size"},
      paramLabel = "N",
      description = "Rows of one pass (default: ${DEFAULT-VALUE}).")
  private int batchSize = TextClassifier.BATCH_SIZE;

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
    if (on.maxLength() < 0) {
      throw new UsageException(
          "--max-length: " + on.maxLength() + " is below 0. Give a number of tokens.");
    }
  }

  TextClassifier load(String model) {
    NativeRuntime.start(on.threads());
    return TextClassifier.load(model, on.device(), on.maxLength());
  }

  DecisionTuning tuning(TuningOptions options) {
    NativeRuntime.start(on.threads());
    return new DecisionTuning(options, on.device(), on.maxLength(), batchSize);
  }

  int batchSize() {
    return batchSize;
  }
}
