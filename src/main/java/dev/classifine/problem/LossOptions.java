package dev.classifine.problem;

import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the training loss is, apart from the weights of single rows, which come with the data
 * ({@link Targets#weights}). {@link Objective} says what each option does to the formula.
 *
 * @param labelSmoothing single-label; turned off with a warning elsewhere; default none
 * @param classWeights single-label: what the rows of each class weigh; default 1. Balanced is
 *     {@code n / (K · n_k)} for n rows of which n_k are of class k, as scikit-learn's {@code
 *     compute_class_weight}
 * @param posWeight multi-label: what each label's positives weigh against its negatives; default 1.
 *     Balanced is negatives / positives
 * @param focal focal loss, for classification; default off
 */
public record LossOptions(
    LabelSmoothing labelSmoothing, LabelWeights classWeights, LabelWeights posWeight, Focal focal) {

  /** Plain cross-entropy or squared error. */
  public static final LossOptions DEFAULTS =
      new LossOptions(LabelSmoothing.NONE, LabelWeights.NONE, LabelWeights.NONE, Focal.OFF);

  /**
   * @throws UsageException if a weight is negative or not finite, or all are 0; or if two options
   *     contradict each other
   */
  public LossOptions {
    checkNumbers(classWeights, "class weights");
    checkNumbers(posWeight, "pos weight");
    if (isOn(classWeights) && isOn(posWeight)) {
      throw new UsageException(
          "--class-weights and --pos-weight: both were given. Class weights are for single-label"
              + " problems, pos weights for multi-label ones; give the one that fits.");
    }
    if (focal.isOn() && labelSmoothing.isOn()) {
      throw new UsageException(
          "--focal-gamma and --label-smoothing: both were given, and the focal loss of smoothed"
              + " targets is not defined. Give one of them.");
    }
    if (focal.alpha() != null && isOn(posWeight)) {
      throw new UsageException(
          "--focal-alpha and --pos-weight: both were given, and both weigh positives against"
              + " negatives. Give one of them.");
    }
  }

  /** These options with other label smoothing. */
  public LossOptions withLabelSmoothing(LabelSmoothing value) {
    return new LossOptions(value, classWeights, posWeight, focal);
  }

  /** These options with other class weights. */
  public LossOptions withClassWeights(LabelWeights value) {
    return new LossOptions(labelSmoothing, value, posWeight, focal);
  }

  /** These options with other weights of positives. */
  public LossOptions withPosWeight(LabelWeights value) {
    return new LossOptions(labelSmoothing, classWeights, value, focal);
  }

  /** These options with another focal loss. */
  public LossOptions withFocal(Focal value) {
    return new LossOptions(labelSmoothing, classWeights, posWeight, value);
  }

  /**
   * Checks that the options make sense for a problem. Label smoothing has a guard of its own,
   * {@link LabelSmoothing#conflictWith}.
   *
   * @param labels the labels that given weights must fit
   * @throws UsageException if an option is for another type of problem, a label is unknown, or
   *     there are more or fewer weights than labels
   */
  public void check(ProblemType type, LabelSet labels) {
    if (type != ProblemType.SINGLE_LABEL && isOn(classWeights)) {
      throw foreign(
          "--class-weights",
          type,
          type == ProblemType.MULTI_LABEL
              ? "--pos-weight weighs each label's positives."
              : "A weight for each row comes with --weight-column.");
    }
    if (type != ProblemType.MULTI_LABEL && isOn(posWeight)) {
      throw foreign(
          "--pos-weight",
          type,
          type == ProblemType.SINGLE_LABEL
              ? "--class-weights weighs the classes."
              : "A weight for each row comes with --weight-column.");
    }
    if (type == ProblemType.REGRESSION && focal.isOn()) {
      throw foreign("--focal-gamma", type, "It must be left out.");
    }
    if (type == ProblemType.SINGLE_LABEL && focal.alpha() != null) {
      throw foreign("--focal-alpha", type, "--class-weights takes its place.");
    }
    LabelVector.checkFits(classWeights, labels, "--class-weights");
    LabelVector.checkFits(posWeight, labels, "--pos-weight");
  }

  /** Whether the loss is DJL's own of the problem, with label smoothing or without. */
  boolean arePlain() {
    return !isOn(classWeights) && !isOn(posWeight) && !focal.isOn();
  }

  /** The options by name, for a run's manifest; null where one is off. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("label_smoothing", labelSmoothing.factor());
    values.put("label_smoothing_convention", labelSmoothing.convention().id());
    values.put("class_weights", classWeights.value());
    values.put("pos_weight", posWeight.value());
    values.put("focal_gamma", focal.gamma());
    values.put("focal_alpha", focal.alpha());
    return values;
  }

  private static boolean isOn(LabelWeights weights) {
    return !weights.equals(LabelWeights.NONE);
  }

  private static void checkNumbers(LabelWeights weights, String name) {
    boolean anyAboveZero = weights.numbers().isEmpty();
    for (double weight : weights.numbers()) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new UsageException(
            name + ": " + weight + " is out of range. A weight must be a number of at least 0.");
      }
      anyAboveZero |= weight > 0;
    }
    if (!anyAboveZero) {
      throw new UsageException(
          name
              + ": "
              + weights.value()
              + " weighs nothing. At least one weight must be above 0; leave the option out to"
              + " weigh all the same.");
    }
  }

  private static UsageException foreign(String option, ProblemType type, String remedy) {
    return new UsageException(
        "%s: it has no meaning for %s, which this problem is. %s"
            .formatted(option, type.title(), remedy));
  }
}
