package dev.classifine.junit;

import dev.classifine.FineTuning;
import dev.classifine.FineTuningBuilder;
import dev.classifine.FineTuningResult;
import dev.classifine.data.Columns;
import dev.classifine.problem.ProblemType;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How a training is done, so that it can be done again.
 *
 * @param checkpoint the folder of the model that it begins with
 * @param train the file to learn from
 * @param eval the file to evaluate on; null for none, or for what the options name
 * @param problemType the problem; null where the labels or the checkpoint decide
 * @param weighted whether the training file has a column of weights
 * @param seed of the order, dropout and new layers
 * @param options changes the defaults of an experiment
 */
record Recipe(
    Path checkpoint,
    Path train,
    Path eval,
    ProblemType problemType,
    boolean weighted,
    long seed,
    Consumer<FineTuningBuilder> options) {

  /**
   * Trains.
   *
   * @param output an empty folder, or that of a run to go on with
   * @param goOn whether to go on
   */
  FineTuningResult run(Path output, boolean goOn) {
    FineTuningBuilder builder =
        FineTuning.of(checkpoint.toString())
            .train(train)
            .eval(eval)
            .problemType(problemType)
            .device("cpu")
            .epochs(Experiment.EPOCHS)
            .batchSize(Experiment.BATCH_SIZE)
            .learningRate(Experiment.LEARNING_RATE)
            .seed(seed)
            .training(training -> training.loggingSteps(1));
    if (weighted) {
      builder.columns(Columns.AUTOMATIC.withWeight(Texts.WEIGHT));
    }
    options.accept(builder);
    builder.output(output);
    return (goOn ? builder.resume() : builder).run();
  }
}
