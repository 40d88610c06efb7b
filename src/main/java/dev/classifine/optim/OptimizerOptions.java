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
 * @param scheduler the shape of the learning rate over the steps; default linear
 * @param warmupSteps steps of linear rise from 0; 0 takes the ratio; default 0
 * @param warmupRatio share of all steps that rise, in [0, 1]; default 0
 */
public record OptimizerOptions(
    double learningRate,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double maxGradNorm,
    Scheduler scheduler,
    int warmupSteps,
    double warmupRatio) {

  /** The defaults. */
  public static final OptimizerOptions DEFAULTS =
      new OptimizerOptions(5e-5, 0, 0.9, 0.999, 1e-8, 1, Scheduler.LINEAR, 0, 0);

  /**
   * @throws UsageException if a number is out of its range
   */
  public OptimizerOptions {
    atLeastZero(learningRate, "learning rate");
    atLeastZero(weightDecay, "weight decay");
    atLeastZero(maxGradNorm, "max grad norm");
    belowOne(beta1, "beta1");
    belowOne(beta2, "beta2");
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw new UsageException("epsilon: " + epsilon + " is out of range. It must be above 0.");
    }
    if (warmupSteps < 0) {
      throw new UsageException(
          "warm-up steps: " + warmupSteps + " is below 0. It must be at least 0.");
    }
    if (!(warmupRatio >= 0 && warmupRatio <= 1)) {
      throw new UsageException(
          "warm-up ratio: "
              + warmupRatio
              + " is out of range. It must be in [0, 1]: a share of all steps.");
    }
  }

  /**
   * The learning rate of every step.
   *
   * @param totalSteps how many optimizer steps the run has
   */
  public Schedule schedule(long totalSteps) {
    long warmup = warmupSteps > 0 ? warmupSteps : (long) Math.ceil(warmupRatio * totalSteps);
    return scheduler.schedule(learningRate, warmup, totalSteps);
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
    map.put("scheduler", scheduler.id());
    map.put("warmup_steps", warmupSteps);
    map.put("warmup_ratio", warmupRatio);
    return map;
  }

  private static void atLeastZero(double value, String name) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new UsageException(
          name + ": " + value + " is out of range. It must be a number of at least 0.");
    }
  }

  private static void belowOne(double value, String name) {
    if (!(value >= 0 && value < 1)) {
      throw new UsageException(name + ": " + value + " is out of range. It must be in [0, 1).");
    }
  }
}
