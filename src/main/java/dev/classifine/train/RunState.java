package dev.classifine.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.optim.LearningRates;
import dev.classifine.optim.PlateauState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training remembers from one step to the next, beside weights and optimizer. The order of
 * the rows and the generator's seeds are functions of the step, so that none of their state is
 * kept.
 */
final class RunState {

  private final LearningRates rates;
  private final LogHistory log;
  private final BestSoFar best;
  private final LossScale lossScale;
  private long step;
  private long examples;
  private Padding padding = Padding.NONE;
  private double lossSum;
  private long losses;
  private long skipped;
  private int skippedInARow;
  private final int batchSize;
  private int microBatch;
  private boolean evaluationDue;
  private boolean stopped;
  private TrainingProgress.Earlier earlier = TrainingProgress.Earlier.NONE;

  /**
   * @param batchSize how large one forward and backward pass is to begin with: rows, or tokens
   */
  RunState(
      LearningRates rates, LogHistory log, BestSoFar best, LossScale lossScale, int batchSize) {
    this.rates = rates;
    this.log = log;
    this.best = best;
    this.lossScale = lossScale;
    this.batchSize = batchSize;
    this.microBatch = batchSize;
  }

  /** Notes a step, whatever it gave. */
  void stepped(int rows) {
    step++;
    examples += rows;
  }

  /** Notes that a step made its update. */
  void updated(double loss) {
    lossSum += loss;
    losses++;
    skippedInARow = 0;
    log.note(loss);
  }

  /** Notes that a step made none since its gradient is not finite. */
  void skipped() {
    skipped++;
    skippedInARow++;
    log.noteSkipped();
  }

  /** Notes what the passes of a step were over. */
  void computed(Padding passes) {
    padding = padding.plus(passes);
  }

  /** The learning rates, of which one kind goes by evaluations. */
  LearningRates rates() {
    return rates;
  }

  LogHistory log() {
    return log;
  }

  BestSoFar best() {
    return best;
  }

  LossScale lossScale() {
    return lossScale;
  }

  /** Optimizer steps done. */
  long step() {
    return step;
  }

  /** Rows trained on, counted at each pass. */
  long examples() {
    return examples;
  }

  /** Of all passes so far. */
  Padding padding() {
    return padding;
  }

  /** The mean loss of the steps that made an update; NaN where none did. */
  double meanLoss() {
    return lossSum / losses;
  }

  /** Steps that made no update. */
  long skippedSteps() {
    return skipped;
  }

  /** Steps without an update since the last with one. */
  int skippedInARow() {
    return skippedInARow;
  }

  /** How large one forward and backward pass is: rows, or tokens. */
  int microBatch() {
    return microBatch;
  }

  void microBatch(int size) {
    microBatch = size;
  }

  /** Whether the evaluation after the last step was cut and is to be made. */
  boolean evaluationDue() {
    return evaluationDue;
  }

  void evaluationDue(boolean due) {
    evaluationDue = due;
  }

  /** Whether a callback ended the training. */
  boolean isStopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
  }

  /** What the parts of the run before this one did. */
  TrainingProgress.Earlier earlier() {
    return earlier;
  }

  /**
   * What a checkpoint keeps.
   *
   * @param seconds wall time of the run so far
   */
  Map<String, Object> values(double seconds) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", step);
    values.put("examples", examples);
    values.put("tokens", padding.tokens());
    values.put("positions", padding.positions());
    values.put("loss_sum", lossSum);
    values.put("losses", losses);
    values.put("skipped_steps", skipped);
    values.put("skipped_in_a_row", skippedInARow);
    values.put("batch_size", batchSize);
    values.put("micro_batch", microBatch);
    values.put("evaluation_due", evaluationDue);
    values.put("stopped", stopped);
    values.put("seconds", seconds);
    BestSoFar.State bestState = best.state();
    values.put("best_value", bestState.step() == 0 ? null : bestState.value());
    values.put("best_step", bestState.step());
    values.put("evaluations_without_gain", bestState.withoutGain());
    values.put("loss_scale", lossScale.state().scale());
    values.put("finite_steps", lossScale.state().finiteSteps());
    values.put("plateau", rates.state().map(PlateauState::values).orElse(null));
    values.put("log", log.state());
    return values;
  }

  /** Takes up what a checkpoint kept. */
  void restore(JsonObject values) {
    step = values.get("step").getAsLong();
    examples = values.get("examples").getAsLong();
    if (values.has("tokens")) { // not in what versions before wrote
      padding = new Padding(values.get("tokens").getAsLong(), values.get("positions").getAsLong());
    }
    lossSum = values.get("loss_sum").getAsDouble();
    losses = values.get("losses").getAsLong();
    skipped = values.get("skipped_steps").getAsLong();
    skippedInARow = values.get("skipped_in_a_row").getAsInt();
    if (values.get("batch_size").getAsInt() == batchSize) {
      microBatch = values.get("micro_batch").getAsInt();
    }
    evaluationDue = values.get("evaluation_due").getAsBoolean();
    stopped = values.get("stopped").getAsBoolean();
    earlier = new TrainingProgress.Earlier(step, examples, values.get("seconds").getAsDouble());
    JsonElement value = values.get("best_value");
    best.restore(
        new BestSoFar.State(
            value.isJsonNull() ? Double.NaN : value.getAsDouble(),
            values.get("best_step").getAsLong(),
            values.get("evaluations_without_gain").getAsInt()));
    lossScale.restore(
        new LossScale.State(
            values.get("loss_scale").getAsDouble(), values.get("finite_steps").getAsInt()));
    if (values.get("plateau").isJsonObject() && rates.state().isPresent()) {
      rates.restore(PlateauState.of(values.getAsJsonObject("plateau"), Snapshots.STATE));
    }
    log.restore(values.getAsJsonObject("log"));
  }
}
