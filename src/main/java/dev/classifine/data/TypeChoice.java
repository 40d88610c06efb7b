package dev.classifine.data;

import dev.classifine.problem.ProblemType;

/**
 * The type of a problem and who chose it.
 *
 * @param source "option", "checkpoint" or "labels"
 */
record TypeChoice(ProblemType type, String source) {

  static final String OPTION = "option";
  static final String CHECKPOINT = "checkpoint";
  static final String LABELS = "labels";

  /**
   * The option's type, else the checkpoint's, else the one that the labels look like.
   *
   * @param option null where there is none
   * @param configured null where the checkpoint says nothing
   */
  static TypeChoice of(LabelledRows rows, ProblemType option, ProblemType configured) {
    if (option != null) {
      return new TypeChoice(option, OPTION);
    }
    if (configured != null) {
      return new TypeChoice(configured, CHECKPOINT);
    }
    return new TypeChoice(byLabels(rows), LABELS);
  }

  /** Whether every row that is not ignored has a list, and each of these holds one label. */
  static boolean allListsOfOne(LabelledRows rows) {
    return IgnoredRows.others(rows)
        .allMatch(group -> group.label() instanceof RawLabel.Many && distinct(group) == 1);
  }

  /** A clause for the end of an error: who asked for the type, and how to have another. */
  String reason() {
    return switch (source) {
      case OPTION -> "--problem-type asks for " + type.title();
      case CHECKPOINT ->
          "the checkpoint's config.json says problem_type "
              + type.id()
              + ", and no option overrides it";
      default -> "the labels of the training data look like " + type.title();
    };
  }

  private static ProblemType byLabels(LabelledRows rows) {
    ProblemSurvey survey = new ProblemSurvey();
    rows.groups().map(LabelGroup::label).forEach(survey::add);
    return survey.type();
  }

  private static long distinct(LabelGroup group) {
    return group.label().values().stream().distinct().count();
  }
}
