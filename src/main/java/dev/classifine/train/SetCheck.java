package dev.classifine.train;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;

/**
 * Whether a set can be learnt from or evaluated on. A label that there is not would end in a native
 * error without a row, or stand for a label of the next row.
 *
 * @param name what the set is for, for errors
 */
record SetCheck(TrainingSet set, String name, LabelSet labels) {

  /**
   * Looks at the target of every row, and at no inputs.
   *
   * @param problem what is learnt
   * @throws ClassifineException if there is no row, the targets are for another problem, or one of
   *     them is out of range
   */
  void check(ProblemType problem) {
    if (set.size() == 0) {
      throw new ClassifineException("The " + name + " set has no rows. It must have at least one.");
    }
    Targets targets = set.targets();
    if (targets.problemType() != problem) {
      throw new ClassifineException(
          "The "
              + name
              + " set's targets are for "
              + targets.problemType().title()
              + ", but the trainer was made for "
              + problem.title()
              + ".");
    }
    if (targets instanceof Targets.Classes classes) {
      check(classes);
    } else if (targets instanceof Targets.LabelLists lists) {
      check(lists);
    } else {
      check((Targets.Values) targets);
    }
  }

  private void check(Targets.Classes classes) {
    for (int row = 0; row < classes.size(); row++) {
      if (!classes.isIgnored(row)) {
        check(row, classes.ids()[row]);
      }
    }
  }

  private void check(Targets.LabelLists lists) {
    for (int row = 0; row < lists.size(); row++) {
      if (!lists.isIgnored(row)) {
        check(row, lists.ids()[row]);
      }
      check(row, lists.ignored(row));
    }
  }

  private void check(int row, int... ids) {
    for (int id : ids) {
      if (id < 0 || id >= labels.size()) {
        throw new ClassifineException(
            ("The %s set, %s: the label id %d is out of range. It must be from 0 to %d, a place"
                    + " among the labels (%s), or %d alone for a row that is ignored.")
                .formatted(
                    name, set.describe(row), id, labels.size() - 1, labels, Targets.IGNORED));
      }
    }
  }

  private void check(Targets.Values values) {
    if (values.width() != labels.size()) {
      throw new ClassifineException(
          ("The %s set has rows of %d numbers for %d labels (%s). Every row must have a number for"
                  + " each.")
              .formatted(name, values.width(), labels.size(), labels));
    }
  }
}
