package dev.classifine.problem;

import dev.classifine.error.UsageException;
import java.util.Locale;
import java.util.Optional;

/**
 * Label smoothing (Szegedy et al. 2016): the correct class of K gets less than 1, the others share
 * the rest. It is defined for single-label classification only.
 *
 * @param factor e in [0, 1); 0 does not smooth
 * @param convention which classes share e
 */
public record LabelSmoothing(double factor, Convention convention) {

  /** No smoothing. */
  public static final LabelSmoothing NONE = new LabelSmoothing(0, Convention.ALL_CLASSES);

  /** Over which classes the factor e is spread. */
  public enum Convention {
    /**
     * All K: the correct one gets 1 - e + e/K, each other e/K. As PyTorch, transformers and Keras.
     */
    ALL_CLASSES,
    /** The K - 1 others: the correct one gets 1 - e, each other e/(K-1). As fairseq and thinc. */
    OTHER_CLASSES;

    /** The option's value: {@code all-classes} or {@code other-classes}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The convention of an option's value.
     *
     * @throws UsageException if there is none
     */
    public static Convention of(String id) {
      for (Convention convention : values()) {
        if (convention.id().equals(id.replace('_', '-'))) {
          return convention;
        }
      }
      throw new UsageException(
          "--label-smoothing-convention: \""
              + id
              + "\" is not a convention. It must be all-classes (correct 1-e+e/K, others e/K) or"
              + " other-classes (correct 1-e, others e/(K-1)).");
    }
  }

  /**
   * @throws UsageException if the factor is not in [0, 1)
   */
  public LabelSmoothing {
    if (!(factor >= 0 && factor < 1)) {
      throw new UsageException(
          "label smoothing: "
              + factor
              + " is out of range. It must be in [0, 1): the share of the target that is spread"
              + " over the classes, 0 for none.");
    }
  }

  /** Smoothing over all classes, the convention of PyTorch and transformers. */
  public static LabelSmoothing of(double factor) {
    return new LabelSmoothing(factor, Convention.ALL_CLASSES);
  }

  /** Whether anything is smoothed. */
  public boolean isOn() {
    return factor > 0;
  }

  /** The target probability of the correct class of {@code classes}. */
  public double correctTarget(int classes) {
    return convention == Convention.ALL_CLASSES ? 1 - factor + factor / classes : 1 - factor;
  }

  /** The target probability of each other class of {@code classes}, at least 2. */
  public double otherTarget(int classes) {
    return convention == Convention.ALL_CLASSES ? factor / classes : factor / (classes - 1);
  }

  /**
   * The guard: the warning to give before the first epoch where smoothing is on and the problem has
   * no use for it. The run then goes on with {@link #NONE}.
   */
  public Optional<String> conflictWith(ProblemType type) {
    if (!isOn() || type == ProblemType.SINGLE_LABEL) {
      return Optional.empty();
    }
    return Optional.of(
        "Label smoothing is not compatible with "
            + type.title()
            + ". Disabling label smoothing for this training run.");
  }
}
