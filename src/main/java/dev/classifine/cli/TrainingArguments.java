package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.train.NumericsOptions;
import dev.classifine.train.NumericsOptions.NonFinite;
import dev.classifine.train.TrainingOptions.RowOrder;
import dev.classifine.train.TrainingOptionsBuilder;
import picocli.CommandLine.Option;

/** How to train, as options; what is not given keeps the library's default. */
final class TrainingArguments {

  /** What transformers writes for no {@code --max-steps}. */
  private static final long BY_EPOCHS = -1;

  @Option(
      names = {"--epochs", "--num-train-epochs"},
      paramLabel = "N",
      description = "Passes over the training set, may be a fraction (default: 3).")
  private Double epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Optimizer steps, overriding the epochs.")
  private Long maxSteps;

  @Option(
      names = {"--batch-size", "--per-device-train-batch-size"},
      paramLabel = "N",
      description = "Rows of one forward and backward pass (default: 8).")
  private Integer batchSize;

  @Option(
      names = "--gradient-accumulation-steps",
      paramLabel = "N",
      description = "Passes of one optimizer step (default: 1).")
  private Integer gradientAccumulationSteps;

  @Option(
      names = "--max-tokens-per-batch",
      paramLabel = "N",
      description = {
        "Tokens of one pass, padding included, in place of --batch-size: as many rows of like"
            + " length as fit."
      })
  private Integer maxTokensPerBatch;

  @Option(
      names = {"--auto-batch-size", "--auto-find-batch-size"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Halve passes, and double their number, where memory does not hold one.")
  private boolean autoBatchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Peak learning rate (default: 5e-5).")
  private Double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      description = "Decoupled decay of weights, not of biases and norms (default: 0).")
  private Double weightDecay;

  @Option(names = "--adam-beta1", paramLabel = "RATE", description = "Default: 0.9.")
  private Double beta1;

  @Option(names = "--adam-beta2", paramLabel = "RATE", description = "Default: 0.999.")
  private Double beta2;

  @Option(names = "--adam-epsilon", paramLabel = "EPS", description = "Default: 1e-8.")
  private Double epsilon;

  @Option(
      names = "--max-grad-norm",
      paramLabel = "NORM",
      description = "Norm that gradients are clipped to, 0 for none (default: 1).")
  private Double maxGradNorm;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Fixes the order of rows, dropout and new layers (default: 42).")
  private Long seed;

  @Option(
      names = "--group-by-length",
      negatable = true,
      fallbackValue = "true",
      description = "Batches of rows of like length, so that little is padded (default: yes).")
  private Boolean groupByLength;

  @Option(
      names = "--non-finite",
      paramLabel = "WHAT",
      description = "A loss or gradient that is not finite: stop (default), or skip the update.")
  private String nonFinite;

  void addTo(TrainingOptionsBuilder builder) {
    set(epochs, builder::epochs);
    set(maxSteps, steps -> builder.maxSteps(steps == BY_EPOCHS ? 0 : steps));
    checkOneSize();
    set(batchSize, builder::batchSize);
    set(maxTokensPerBatch, builder::maxTokensPerBatch);
    set(gradientAccumulationSteps, builder::gradientAccumulationSteps);
    builder.autoBatchSize(autoBatchSize);
    set(learningRate, builder::learningRate);
    set(weightDecay, builder::weightDecay);
    builder.betas(beta1 == null ? 0.9 : beta1, beta2 == null ? 0.999 : beta2);
    set(epsilon, builder::epsilon);
    set(maxGradNorm, builder::maxGradNorm);
    set(seed, builder::seed);
    set(groupByLength, yes -> builder.order(yes ? RowOrder.BUCKETED : RowOrder.SHUFFLED));
    set(nonFinite, what -> builder.numerics(new NumericsOptions(NonFinite.of(what), 0)));
  }

  private void checkOneSize() {
    if (batchSize != null && maxTokensPerBatch != null && maxTokensPerBatch > 0) {
      throw new UsageException(
          "--batch-size and --max-tokens-per-batch: both were given. A pass is as large as a number"
              + " of rows or as a number of tokens; leave one of them out.");
    }
  }

  private static <T> void set(T value, java.util.function.Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
