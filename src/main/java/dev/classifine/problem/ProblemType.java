package dev.classifine.problem;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The three kinds of problem that a classification head is trained for, by their names in {@code
 * config.json}.
 */
public enum ProblemType {
  /** Exactly one of K labels; softmax over the logits. */
  SINGLE_LABEL("single_label_classification", "single-label classification"),
  /** Any number of K labels, none included; a sigmoid for each logit. */
  MULTI_LABEL("multi_label_classification", "multi-label classification"),
  /** One or more real numbers; the logits are the prediction. */
  REGRESSION("regression", "regression");

  private final String id;
  private final String title;

  ProblemType(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** The value of {@code problem_type} in {@code config.json}. */
  public String id() {
    return id;
  }

  /** The words for a sentence. */
  public String title() {
    return title;
  }

  /**
   * Checks that there is something to learn.
   *
   * @param labels in the order of the logits
   * @throws UsageException if each row has exactly one of one label: its probability is 1 whatever
   *     the logit, and no loss has a gradient
   */
  public void check(LabelSet labels) {
    if (this == SINGLE_LABEL && labels.size() == 1) {
      throw new UsageException(
          ("labels: there is one (%s), which every row of a single-label problem has, so there is"
                  + " nothing to learn. Give at least two; for one that a row has or has not, make"
                  + " the problem multi-label.")
              .formatted(labels.name(0)));
    }
  }

  /**
   * The type with this id.
   *
   * @param where the option or file that holds it, for the error
   * @throws UsageException if there is none
   */
  public static ProblemType of(String id, String where) {
    for (ProblemType type : values()) {
      if (type.id.equals(id)) {
        return type;
      }
    }
    throw new UsageException(
        where
            + ": \""
            + id
            + "\" is not a problem type. It must be one of "
            + Arrays.stream(values()).map(ProblemType::id).collect(Collectors.joining(", "))
            + ".");
  }
}
