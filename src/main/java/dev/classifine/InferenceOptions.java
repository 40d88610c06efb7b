package dev.classifine;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import dev.classifine.model.Precision;
import dev.classifine.train.BatchLimits;
import java.util.Objects;

/**
 * How a trained checkpoint is run.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}; null, the default, takes a GPU where
 *     there is one
 * @param maxLength the most tokens of a text; 0, the default, takes what the tokenizer and the
 *     model allow
 * @param precision the type of the matrix products; default float32
 * @param workers how many batches run side by side, each on its share of libtorch's threads; 0, the
 *     default, takes one for each of these threads on a processor and one on a GPU
 * @param batchSize the most rows of a batch; 0, the default, for as many as the tokens allow
 * @param maxTokensPerBatch the most tokens of a batch, padding included; 0, the default, for what
 *     the device is well used by
 */
public record InferenceOptions(
    String device,
    int maxLength,
    Precision precision,
    int workers,
    int batchSize,
    int maxTokensPerBatch) {

  /** On a GPU where there is one, in float32. */
  public static final InferenceOptions DEFAULTS =
      new InferenceOptions(null, 0, Precision.FLOAT32, 0, 0, 0);

  /**
   * @throws UsageException if a number is below 0
   */
  public InferenceOptions {
    Objects.requireNonNull(precision, "precision");
    check("--max-length", maxLength, "a number of tokens, or 0 for what the model takes");
    check("--workers", workers, "a number of threads, or 0 for one a core");
    check("--batch-size", batchSize, "a number of rows, or 0 for as many as the tokens allow");
    check("--max-tokens-per-batch", maxTokensPerBatch, "a number of tokens, or 0 for the default");
  }

  private static void check(String option, int value, String what) {
    if (value < 0) {
      throw new UsageException(option + ": " + value + " is below 0. Give " + what + ".");
    }
  }

  /** The same on another device. */
  public InferenceOptions withDevice(String value) {
    return new InferenceOptions(value, maxLength, precision, workers, batchSize, maxTokensPerBatch);
  }

  /** The same with texts of at most so many tokens. */
  public InferenceOptions withMaxLength(int value) {
    return new InferenceOptions(device, value, precision, workers, batchSize, maxTokensPerBatch);
  }

  /** The same in another precision. */
  public InferenceOptions withPrecision(Precision value) {
    return new InferenceOptions(device, maxLength, value, workers, batchSize, maxTokensPerBatch);
  }

  /** The same with another number of workers. */
  public InferenceOptions withWorkers(int value) {
    return new InferenceOptions(device, maxLength, precision, value, batchSize, maxTokensPerBatch);
  }

  /** The same with batches of at most so many rows. */
  public InferenceOptions withBatchSize(int value) {
    return new InferenceOptions(device, maxLength, precision, workers, value, maxTokensPerBatch);
  }

  /** The same with batches of at most so many tokens. */
  public InferenceOptions withMaxTokensPerBatch(int value) {
    return new InferenceOptions(device, maxLength, precision, workers, batchSize, value);
  }

  /** How large batches may be on a device. */
  BatchLimits limits(Device on) {
    int tokens = maxTokensPerBatch == 0 ? BatchLimits.of(on).tokens() : maxTokensPerBatch;
    return new BatchLimits(batchSize, tokens);
  }

  /**
   * How many passes run side by side on a device, as {@link dev.classifine.script.PassPool} has it.
   */
  int workers(Device on) {
    return workers == 0 && on.isGpu() ? 1 : workers;
  }
}
