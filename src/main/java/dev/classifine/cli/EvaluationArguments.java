package dev.classifine.cli;

import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOptionsBuilder;
import picocli.CommandLine.Option;

/** When to log and to evaluate, and what follows from the best evaluation, as options. */
final class EvaluationArguments {

  private static final int LOGGING_STEPS = 50;

  @Option(
      names = "--logging-strategy",
      paramLabel = "WHEN",
      description = "Entries of the log: no, steps or epoch (default: steps).")
  private String loggingStrategy;

  @Option(
      names = "--logging-steps",
      paramLabel = "N",
      description = "Steps between two entries of the log (default: 50).")
  private Integer loggingSteps;

  @Option(
      names = {"--eval-strategy", "--evaluation-strategy"},
      paramLabel = "WHEN",
      description = "Evaluations: no, steps or epoch (default: epoch).")
  private String evalStrategy;

  @Option(
      names = "--eval-steps",
      paramLabel = "N",
      description = "Steps between two evaluations (default: as --logging-steps).")
  private Integer evalSteps;

  @Option(
      names = {"--eval-batch-size", "--per-device-eval-batch-size"},
      paramLabel = "N",
      description = "Rows of one pass of evaluation (default: 64).")
  private Integer evalBatchSize;

  @Option(
      names = "--eval-on-train",
      description = "Evaluate on the training rows too, as eval_train_...")
  private boolean onTrain;

  @Option(
      names = {"--metric", "--metric-for-best-model"},
      paramLabel = "NAME",
      description = "What tells the best evaluation, with or without eval_ (default: loss).")
  private String metric;

  @Option(
      names = "--greater-is-better",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Which way that metric gets better (default: by its name).")
  private Boolean greater;

  @Option(
      names = {"--load-best", "--load-best-model-at-end"},
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "End with the weights of the best evaluation.")
  private boolean loadBest;

  @Option(
      names = "--early-stopping-patience",
      paramLabel = "N",
      description = "End after N evaluations in a row no better than the best before.")
  private int patience;

  @Option(
      names = "--early-stopping-threshold",
      paramLabel = "BY",
      description = "By how much better an evaluation must be for that (default: 0).")
  private double threshold;

  void addTo(TrainingOptionsBuilder builder) {
    Cadence logging =
        CadenceChoice.of(
            "logging", loggingStrategy, loggingSteps, Cadence.every(LOGGING_STEPS), LOGGING_STEPS);
    int usualSteps = logging.when() == Cadence.When.STEPS ? logging.steps() : LOGGING_STEPS;
    Cadence evaluating =
        CadenceChoice.of("eval", evalStrategy, evalSteps, Cadence.EVERY_EPOCH, usualSteps);
    EvaluationOptions usual = EvaluationOptions.DEFAULTS;
    int batch = evalBatchSize == null ? usual.batchSize() : evalBatchSize;
    Direction direction =
        greater == null ? Direction.BY_NAME : greater ? Direction.GREATER : Direction.SMALLER;
    String name = metric == null ? SelectionOptions.DEFAULTS.metric() : metric;
    builder
        .logging(logging)
        .evaluation(new EvaluationOptions(evaluating, batch, onTrain))
        .selection(new SelectionOptions(name, direction, loadBest, patience, threshold));
  }
}
