package dev.classifine;

import dev.classifine.metrics.LogitMatrix;
import dev.classifine.model.TextModel;
import dev.classifine.problem.Decision;
import dev.classifine.train.Inference;
import dev.classifine.train.TextSet;
import dev.classifine.train.TrainingSet;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.Tuning;
import dev.classifine.tuning.TuningOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tunes the decision on the evaluation rows with the weights that a training ended with. */
final class RunTuning {

  private static final Logger LOG = LoggerFactory.getLogger(RunTuning.class);

  private RunTuning() {}

  /**
   * Gives the model its decision.
   *
   * @param evalSet rows that were held out; may be null where no rows are needed
   * @param report takes note of it
   * @return what was tuned; null where nothing was
   */
  static Tuned tune(
      FineTuningOptions options, TextModel model, TextSet evalSet, ReportData report) {
    TuningOptions tuning = options.tuning();
    if (!tuning.needsRows()) {
      model.setDecision(tuning.untuned(model.problemType()));
      return null;
    }
    TrainingSet set = evalSet.known();
    LogitMatrix logits =
        Inference.logits(
            set,
            model.labels().size(),
            options.training().evaluation().batchSize(),
            model.djl().getNDManager(),
            model::logits);
    Tuned tuned =
        Tuning.tune(
            tuning, Decision.of(model.problemType()), model.labels(), logits, set.targets());
    tuned.report().warnings().forEach(LOG::warn);
    model.setDecision(tuned.decision());
    report.tuned(tuned, logits, set.targets());
    return tuned;
  }
}
