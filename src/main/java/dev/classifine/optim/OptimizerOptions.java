package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to optimise. Defaults are those of transformers' {@code TrainingArguments}.
 *
 * @param learningRate the peak of the schedule, at least 0; default 5e-5
 * @param weightDecay decoupled decay of weights (not of biases and norms), at least 0; default 0
 * @param beta1 decay of the gradient's mean, in [0, 1); default 0.9
 * @param beta2 decay of the gradient's mean square, in [0, 1); default 0.999
 * @param epsilon added to the bias-corrected root, above 0; default 1e-8
 * @param maxGradNorm the gradient's norm is scaled down to this; 0 does not clip; default 1
 * @param schedule the learning rate over the steps; default linear without warm-up
 * @param layers which layers train and at what share of the learning rate; default all alike
 */
public record OptimizerOptions(
    double learningRate,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double maxGradNorm,
    ScheduleOptions schedule,
    LayerOptions layers) {

  /** The defaults. */
  public static final OptimizerOptions DEFAULTS =
      new OptimizerOptions(5e-5, 0, 0.9, 0.999, 1e-8, 1, ScheduleOptions.DEFAULTS);

  /**
   * @throws UsageException if a number is out of its range
   */
  public OptimizerOptions {
    Ranges.atLeastZero(learningRate, "learning rate");
    Ranges.atLeastZero(weightDecay, "weight decay");
    Ranges.atLeastZero(maxGradNorm, "max grad norm");
    Ranges.belowOne(beta1, "beta1");
    Ranges.belowOne(beta2, "beta2");
    Ranges.aboveZero(epsilon, "epsilon");
    schedule.checkPeak(learningRate);
  }

  /** All layers alike. */
  public OptimizerOptions(
      double learningRate,
      double weightDecay,
      double beta1,
      double beta2,
      double epsilon,
      double maxGradNorm,
      ScheduleOptions schedule) {
    this(
        learningRate,
        weightDecay,
        beta1,
        beta2,
        epsilon,
        maxGradNorm,
        schedule,
        LayerOptions.DEFAULTS);
  }

  /**
   * The learning rates of a run.
   *
   * @param totalSteps how many optimizer steps the run has
   * @param greaterIsBetter whether greater values of the metric that the rates are told are better
   * @throws UsageException if the schedule's phases are longer than the run
   */
  public LearningRates learningRates(long totalSteps, boolean greaterIsBetter) {
    return schedule.learningRates(learningRate, totalSteps, greaterIsBetter);
  }

  /** The options by their names in {@code run.json}. */
  public Map<String, Object> values() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("learning_rate", learningRate);
    map.put("weight_decay", weightDecay);
    map.put("adam_beta1", beta1);
    map.put("adam_beta2", beta2);
    map.put("adam_epsilon", epsilon);
    map.put("max_grad_norm", maxGradNorm);
    map.putAll(schedule.values());
    map.putAll(layers.values());
    return map;
  }
}
