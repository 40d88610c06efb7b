package dev.classifine.cli;

import ai.djl.Device;
import dev.classifine.DecisionTuning;
import dev.classifine.InferenceOptions;
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
      description = "The most rows of a batch (default: as many as the tokens allow).")
  private Integer batchSize;

  @Option(
      names = "--max-tokens-per-batch",
      paramLabel = "N",
      description =
          "The most tokens of a batch, padding included: short texts make batches of many rows"
              + " (default: 2048 on a processor, 16384 on a GPU).")
  private Integer maxTokens;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "How many batches run side by side, each on its share of --threads (default: one a thread"
              + " on a processor, one on a GPU).")
  private Integer workers;

  @Mixin private PrecisionArguments precision = new PrecisionArguments();
  @Mixin private DeviceArguments on = new DeviceArguments();

  /**
   * Checks the numbers before anything is loaded.
   *
   * @throws UsageException if one is out of range
   */
  void check() {
    atLeastOne("--batch-size", batchSize);
    atLeastOne("--max-tokens-per-batch", maxTokens);
    atLeastOne("--workers", workers);
    precision.precision();
    precision.tf32();
    if (on.maxLength() < 0) {
      throw new UsageException(
          "--max-length: " + on.maxLength() + " is below 0. Give a number of tokens.");
    }
  }

  private static void atLeastOne(String option, Integer value) {
    if (value != null && value < 1) {
      throw new UsageException(option + ": " + value + " is out of range. It must be at least 1.");
    }
  }

  TextClassifier load(String model) {
    return TextClassifier.load(model, started());
  }

  DecisionTuning tuning(TuningOptions options) {
    return new DecisionTuning(options, started());
  }

  /** The options, with libtorch started for them. */
  private InferenceOptions started() {
    Precision chosen = precision.precision();
    NativeRuntime.start(on.threads(), precision.tf32());
    Device device = NativeRuntime.device(on.device());
    precision.tf32().remark(device).ifPresent(LOG::info);
    HalfSupport.warning(chosen, device).ifPresent(LOG::warn);
    return new InferenceOptions(
        NativeRuntime.name(device),
        on.maxLength(),
        chosen,
        orZero(workers),
        orZero(batchSize),
        orZero(maxTokens));
  }

  /** The most rows of a batch; 0 for as many as the tokens allow. */
  int batchSize() {
    return orZero(batchSize);
  }

  private static int orZero(Integer value) {
    return value == null ? 0 : value;
  }
}
