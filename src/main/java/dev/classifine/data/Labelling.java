package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;

/**
 * What the labels of a data set mean.
 *
 * @param type the kind of problem
 * @param typeSource who chose the type: "option", "checkpoint" or "labels" (those of the data)
 * @param labels the label of each logit; for regression {@code LABEL_0}, {@code LABEL_1} and so on,
 *     or the checkpoint's
 * @param headKept whether the labels are the checkpoint's, so that its classification head fits
 * @param byIndex whether the data names labels by their indexes instead of by their names
 * @param messages what the user should know of these choices, in sentences for the log
 */
public record Labelling(
    ProblemType type,
    String typeSource,
    LabelSet labels,
    boolean headKept,
    boolean byIndex,
    List<String> messages) {

  /** Copies the list. */
  public Labelling {
    messages = List.copyOf(messages);
  }

  /**
   * The targets of rows, of the training data or of others.
   *
   * @throws ClassifineException if a row has no label, one that is not among {@link #labels}, or
   *     one that does not fit the type, with the line of the row
   */
  public Targets targets(LabelledRows rows) {
    TypeChoice choice = new TypeChoice(type, typeSource);
    new LabelRules(choice).check(rows);
    return new TargetBuilder(this, rows).build();
  }

  /**
   * The targets of rows that are in memory.
   *
   * @see #targets(LabelledRows)
   */
  public Targets targets(Examples rows) {
    return targets(LabelledRows.of(rows));
  }
}
