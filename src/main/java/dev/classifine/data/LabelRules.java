package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import java.util.List;
import java.util.Optional;

/** What a label must be in a problem of some type; every message says who chose that type. */
final class LabelRules {

  private final TypeChoice choice;

  LabelRules(TypeChoice choice) {
    this.choice = choice;
  }

  /** Throws at the first row that breaks a rule. */
  void check(LabelledRows rows) {
    checkPresent(rows);
    rows.groups().forEach(group -> check(group.label(), rows.place(group.row())));
  }

  private void check(RawLabel label, String where) {
    if (choice.type() != ProblemType.MULTI_LABEL) {
      checkNoMarks(label, where);
    }
    switch (choice.type()) {
      case SINGLE_LABEL -> checkSingle(label, where);
      case MULTI_LABEL -> checkMulti(label, where);
      case REGRESSION -> checkNumbers(label, where);
    }
  }

  /** Throws if there is no row, or one that was read without its label. */
  static void checkPresent(LabelledRows rows) {
    if (rows.size() == 0) {
      throw new ClassifineException(
          rows.source() + ": no rows. The data must hold at least one row with a label.");
    }
    Optional<LabelGroup> unlabelled =
        rows.groups().filter(group -> group.label() == null).findFirst();
    if (unlabelled.isPresent()) {
      throw new ClassifineException(
          rows.place(unlabelled.get().row())
              + ": the row has no label, and every row must have one here.");
    }
  }

  private void checkSingle(RawLabel label, String where) {
    List<String> values = label.values().stream().distinct().toList();
    if (values.size() != 1) {
      String found =
          values.isEmpty()
              ? "the row has no label"
              : "the row has %d labels (%s)".formatted(values.size(), Shortened.of(values));
      throw new ClassifineException(
          ("%s: %s, but %s, where every row must have exactly one. Correct the row, or ask for"
                  + " multi-label classification.")
              .formatted(where, found, choice.reason()));
    }
    if (choice.source().equals(TypeChoice.CHECKPOINT) && isDecimal(label)) {
      throw new ClassifineException(
          ("%s: the label %s is a number that is not an integer, but %s. Ask for regression with"
                  + " --problem-type, or for single-label classification if such numbers are"
                  + " names of classes.")
              .formatted(where, values.get(0), choice.reason()));
    }
  }

  private void checkNoMarks(RawLabel label, String where) {
    if (label instanceof RawLabel.Marks) {
      throw new ClassifineException(
          ("%s: the label is an object with a mark for each label, but %s. Write a single value, or"
                  + " ask for multi-label classification.")
              .formatted(where, choice.reason()));
    }
  }

  private void checkMulti(RawLabel label, String where) {
    if (label.holdsIgnored() && !label.isIgnored()) {
      throw new ClassifineException(
          ("%s: -100, the mark of a row without a known label, stands beside labels (%s). Write it"
               + " alone to ignore the row; where single labels are not known, write an object such"
               + " as {\"spam\": 1, \"urgent\": -100}; a label of that name is a JSON string in a"
               + " list of strings.")
              .formatted(where, Shortened.of(label.values())));
    }
    if (isDecimal(label)) {
      throw new ClassifineException(
          ("%s: the label holds a number that is not an integer (%s), but %s, whose labels are"
                  + " names or integers. Ask for regression with --problem-type, or write"
                  + " such names as JSON strings.")
              .formatted(where, Shortened.of(label.values()), choice.reason()));
    }
  }

  private void checkNumbers(RawLabel label, String where) {
    if (label.values().isEmpty()) {
      throw new ClassifineException(
          "%s: the list of numbers is empty, but %s, which needs at least one number in each row."
              .formatted(where, choice.reason()));
    }
    for (String value : label.values()) {
      if (Float.isNaN(Numbers.toFloat(value))) {
        throw new ClassifineException(
            ("%s: the label %s is not a finite number (of at most 3.4e38), but %s. Correct the row,"
                    + " or ask for classification with --problem-type.")
                .formatted(where, Shortened.of(value), choice.reason()));
      }
    }
  }

  private static boolean isDecimal(RawLabel label) {
    return !label.quoted() && label.values().stream().anyMatch(Numbers::isDecimal);
  }
}
