package dev.classifine.cli;

import dev.classifine.TextClassifier;
import dev.classifine.error.UsageException;
import dev.classifine.script.NativeRuntime;
import picocli.CommandLine.Option;

/** How to run a trained checkpoint, as options. */
final class InferenceArguments {

  @Option(
      names = {"--max-length", "--max-seq-length"},
      paramLabel = "N",
      description = "The most tokens of a text (default: what the model takes).")
  private int maxLength;

  @Option(
      names = {"--batch-size", "--per-device-eval-batch-size"},
      paramLabel = "N",
      description = "Rows of one pass (default: ${DEFAULT-VALUE}).")
  private int batchSize = TextClassifier.BATCH_SIZE;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda or cuda:N (default: a GPU where there is one).")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one native operation (default: one a core).")
  private int threads;

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
    if (maxLength < 0) {
      throw new UsageException(
          "--max-length: " + maxLength + " is below 0. Give a number of tokens.");
    }
  }

  TextClassifier load(String model) {
    NativeRuntime.start(threads);
    return TextClassifier.load(model, device, maxLength);
  }

  int batchSize() {
    return batchSize;
  }
}
