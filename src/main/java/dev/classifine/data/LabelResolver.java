package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides from labels what kind of problem they pose and which label belongs to which logit.
 *
 * <p>The type is the one asked for, else the checkpoint's, else it follows from the labels of the
 * training data: multi-label classification if any row has no label, several, or an object of
 * labels; regression if all are numbers and at least one is not an integer; else single-label
 * classification. Rows whose label is the integer -100 have no say in it, and in a classification
 * they are ignored.
 */
public final class LabelResolver {

  private LabelResolver() {}

  /**
   * Decides for a training.
   *
   * <p>The checkpoint's labels are kept if they hold all of the data's. Else, if all of the data's
   * are integers in [0, K) and none is a name of the checkpoint's K labels, they are indexes of
   * these. Else the labels are those of the data, sorted: by value if all are integers, else by
   * code point.
   *
   * @param training the rows to learn from
   * @param option the type that the user asks for, or null
   * @param configured the type in the checkpoint's {@code config.json}, or null
   * @param checkpoint the labels of the checkpoint's head, or null where it has none
   * @throws ClassifineException if a label contradicts the type, with its line and what asked for
   *     the type; if there is only one class, or no label at all
   */
  public static Labelling resolve(
      LabelledRows training, ProblemType option, ProblemType configured, LabelSet checkpoint) {
    LabelRules.checkPresent(training);
    TypeChoice choice = TypeChoice.of(training, option, configured);
    new LabelRules(choice).check(training);
    LabelSetChoice labels;
    if (choice.type() == ProblemType.REGRESSION) {
      labels = regression(training, configured, checkpoint);
    } else {
      IgnoredRows.checkAnyOther(training, choice.type());
      Set<String> found = labels(training);
      checkEnough(found, choice, training);
      // The names of a regression's outputs are not classes.
      labels = LabelSetChoice.of(found, configured == ProblemType.REGRESSION ? null : checkpoint);
    }
    List<String> messages = new ArrayList<>();
    if (choice.equals(new TypeChoice(ProblemType.SINGLE_LABEL, TypeChoice.LABELS))
        && TypeChoice.allListsOfOne(training)) {
      messages.add(
          "Every row has a list of exactly one label, so this is taken as single-label"
              + " classification. Ask for multi-label classification if rows may have several.");
    }
    messages.addAll(labels.messages());
    messages.addAll(IgnoredRows.messages(training, choice.type()));
    return labelling(choice, labels, messages);
  }

  /**
   * Decides for data that a finished model is evaluated on: its type and labels stand, and the data
   * names the labels or, if all are integers in [0, K) and none is a name, gives their indexes.
   *
   * @param examples the rows with their labels
   * @param type the model's type
   * @param labels the model's labels
   * @throws ClassifineException if a row has no label, or all are ignored
   */
  public static Labelling forModel(Examples examples, ProblemType type, LabelSet labels) {
    LabelledRows rows = LabelledRows.of(examples);
    LabelRules.checkPresent(rows);
    IgnoredRows.checkAnyOther(rows, type);
    Set<String> found = labels(rows);
    boolean byIndex =
        type != ProblemType.REGRESSION
            && !found.isEmpty()
            && LabelSetChoice.areIndexes(found, labels);
    List<String> messages = new ArrayList<>();
    if (byIndex) {
      messages.add(LabelSetChoice.indexMessage(labels));
    }
    messages.addAll(IgnoredRows.messages(rows, type));
    return labelling(
        new TypeChoice(type, TypeChoice.CHECKPOINT),
        new LabelSetChoice(labels, true, byIndex, List.of()),
        messages);
  }

  /**
   * Decides for a training on rows that are in memory.
   *
   * @see #resolve(LabelledRows, ProblemType, ProblemType, LabelSet)
   */
  public static Labelling resolve(
      Examples training, ProblemType option, ProblemType configured, LabelSet checkpoint) {
    return resolve(LabelledRows.of(training), option, configured, checkpoint);
  }

  private static Labelling labelling(
      TypeChoice choice, LabelSetChoice labels, List<String> messages) {
    return new Labelling(
        choice.type(),
        choice.source(),
        labels.labels(),
        labels.headKept(),
        labels.byIndex(),
        messages);
  }

  private static Set<String> labels(LabelledRows rows) {
    Set<String> found = new LinkedHashSet<>();
    IgnoredRows.others(rows).forEach(group -> found.addAll(group.label().named()));
    return found;
  }

  private static void checkEnough(Set<String> found, TypeChoice choice, LabelledRows training) {
    if (found.isEmpty()) {
      throw new ClassifineException(
          training.source()
              + ": no row has a label, so there is nothing to learn. At least one label must"
              + " occur.");
    }
    if (choice.type() == ProblemType.SINGLE_LABEL && found.size() == 1) {
      throw new ClassifineException(
          ("%s: all %d rows%s have the label %s, so there is nothing to learn. There must be at"
                  + " least two classes; is this the right label column?")
              .formatted(
                  training.source(),
                  IgnoredRows.countOthers(training),
                  IgnoredRows.count(training, choice.type()) == 0 ? "" : " that are not ignored",
                  Shortened.of(found)));
    }
  }

  private static LabelSetChoice regression(
      LabelledRows training, ProblemType configured, LabelSet checkpoint) {
    int width = width(training);
    boolean numbersBefore =
        configured == ProblemType.REGRESSION || configured == null && width == 1;
    if (checkpoint != null && checkpoint.size() == width && numbersBefore) {
      return new LabelSetChoice(checkpoint, true, false, List.of());
    }
    LabelSet labels = new LabelSet(IntStream.range(0, width).mapToObj(i -> "LABEL_" + i).toList());
    List<String> messages =
        checkpoint == null
            ? List.of()
            : List.of(
                ("The data has %d %s in each row and the checkpoint's head does not predict these"
                        + " (its labels: %s), so the head is new.")
                    .formatted(width, width == 1 ? "number" : "numbers", checkpoint));
    return new LabelSetChoice(labels, false, false, messages);
  }

  private static int width(LabelledRows training) {
    int width = training.groups().findFirst().orElseThrow().label().values().size();
    Optional<LabelGroup> other =
        training.groups().filter(group -> group.label().values().size() != width).findFirst();
    if (other.isPresent()) {
      int found = other.get().label().values().size();
      throw new ClassifineException(
          ("%s: the label has %d %s, where that of %s has %d. In a regression every row"
                  + " must have as many.")
              .formatted(
                  training.place(other.get().row()),
                  found,
                  found == 1 ? "number" : "numbers",
                  training.place(0),
                  width));
    }
    return width;
  }
}
