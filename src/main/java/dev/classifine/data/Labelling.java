package dev.classifine.data;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;

/**
 * What a data set's labels mean: which problem they are, and which logit each belongs to. Made by
 * {@link LabelResolver}.
 *
 * @param type the problem
 * @param typeSource what decided it: {@code option}, {@code checkpoint} or {@code labels}
 * @param labels the labels in the order of the logits; for regression LABEL_0 and so on, one for
 *     each number
 * @param labelsFromCheckpoint whether the set is the checkpoint's, so that its head is of use
 * @param indexes whether the data's labels are the set's indexes, not its names
 * @param messages what was decided that the user may want to know, for the log
 */
public record Labelling(
    ProblemType type,
    String typeSource,
    LabelSet labels,
    boolean labelsFromCheckpoint,
    boolean indexes,
    List<String> messages) {

  /** Copies the list. */
  public Labelling {
    messages = List.copyOf(messages);
  }

  /**
   * The targets of some examples.
   *
   * @throws dev.classifine.error.ClassifineException if a label is unknown or does not fit the
   *     problem, with its file and line
   */
  public Targets targets(Examples examples) {
    return new TargetBuilder(this, examples).build();
  }
}
