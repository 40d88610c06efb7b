package dev.classifine.tuning;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of a decision is tuned on held-out rows, and what is set.
 *
 * @param temperature whether the temperature is fitted; default false, which leaves it at 1
 * @param thresholds multi-label: which thresholds are chosen; default none, which leaves them at
 *     0.5
 * @param atLeastOne multi-label: whether a row gets the most probable label where none passes;
 *     default false
 * @param topK multi-label: the most labels of a row; default 0, any number
 */
public record TuningOptions(
    boolean temperature, Thresholds thresholds, boolean atLeastOne, int topK) {

  /** Nothing is tuned. */
  public static final TuningOptions NONE = new TuningOptions(false, Thresholds.NONE, false, 0);

  /** Which thresholds are chosen. */
  public enum Thresholds {
    /** None: they stay at 0.5. */
    NONE("none"),
    /** One for all labels, for the best micro-F1. */
    ONE("one"),
    /** One for each label, for the label's best F1, and so for the best macro-F1. */
    PER_LABEL("per-label");

    private final String id;

    Thresholds(String id) {
      this.id = id;
    }

    /** The name on the command line. */
    public String id() {
      return id;
    }

    /**
     * The choice of a name.
     *
     * @param where the option, for the error
     * @throws UsageException if there is none
     */
    public static Thresholds of(String id, String where) {
      for (Thresholds choice : values()) {
        if (choice.id.equals(id)) {
          return choice;
        }
      }
      throw new UsageException(
          where + ": \"" + id + "\" is not a choice. It must be per-label, one or none.");
    }
  }

  /**
   * @throws UsageException if top-k is below 0
   */
  public TuningOptions {
    Decision.of(ProblemType.MULTI_LABEL).withTopK(topK);
  }

  /** Whether anything is tuned or set. */
  public boolean isOn() {
    return !equals(NONE);
  }

  /** Whether held-out rows are needed. */
  public boolean needsRows() {
    return temperature || thresholds != Thresholds.NONE;
  }

  /**
   * The decision before anything is tuned: what is set, and defaults.
   *
   * @throws UsageException if the problem has no use for an option
   */
  public Decision untuned(ProblemType type) {
    if (thresholds != Thresholds.NONE && type != ProblemType.MULTI_LABEL) {
      throw new UsageException(
          "tune thresholds: "
              + thresholds.id()
              + " was asked for. Thresholds are for multi-label classification, and this is "
              + type.title()
              + ". Leave them out.");
    }
    if (temperature && type == ProblemType.REGRESSION) {
      throw new UsageException(
          "calibrate: a temperature was asked for, and a regression has no probabilities. Leave it"
              + " out.");
    }
    if (atLeastOne && type != ProblemType.MULTI_LABEL) {
      throw forMultiLabel("at least one", type);
    }
    if (topK > 0 && type != ProblemType.MULTI_LABEL) {
      throw forMultiLabel("top k", type);
    }
    return Decision.of(type).withAtLeastOne(atLeastOne).withTopK(topK);
  }

  private static UsageException forMultiLabel(String option, ProblemType type) {
    return new UsageException(
        option
            + ": it is for multi-label classification, and this is "
            + type.title()
            + ". Leave it out.");
  }

  /** The options by name, for a run's manifest. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("calibrate", temperature);
    values.put("tune_thresholds", thresholds.id());
    values.put("at_least_one", atLeastOne);
    values.put("top_k", topK);
    return values;
  }
}
