package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;

/** Turns raw labels into targets, row by row. */
final class TargetBuilder {

  private final Labelling labelling;
  private final Examples examples;

  TargetBuilder(Labelling labelling, Examples examples) {
    this.labelling = labelling;
    this.examples = examples;
  }

  Targets build() {
    int rows = examples.size();
    switch (labelling.type()) {
      case SINGLE_LABEL -> {
        int[] ids = new int[rows];
        for (int row = 0; row < rows; row++) {
          ids[row] = id(row, only(row));
        }
        return new Targets.Classes(ids);
      }
      case MULTI_LABEL -> {
        int[][] ids = new int[rows][];
        for (int row = 0; row < rows; row++) {
          int current = row;
          ids[row] =
              values(row).stream()
                  .mapToInt(value -> id(current, value))
                  .sorted()
                  .distinct()
                  .toArray();
        }
        return new Targets.LabelLists(ids);
      }
      case REGRESSION -> {
        int width = labelling.labels().size();
        float[] numbers = new float[Math.multiplyExact(rows, width)];
        for (int row = 0; row < rows; row++) {
          numbers(row, numbers, row * width, width);
        }
        return new Targets.Values(numbers, width);
      }
    }
    throw new IllegalStateException();
  }

  private List<String> values(int row) {
    return examples.rows().get(row).label().values();
  }

  private String only(int row) {
    List<String> values = values(row);
    if (values.stream().distinct().count() != 1) {
      throw at(
          row,
          "the labels are "
              + values
              + ", but the problem is "
              + ProblemType.SINGLE_LABEL.id()
              + because()
              + ": each row must have exactly one. For any number of labels give --problem-type "
              + ProblemType.MULTI_LABEL.id()
              + " and a checkpoint that was not trained for another problem.");
    }
    return values.get(0);
  }

  private int id(int row, String value) {
    int id = labelling.indexes() ? index(value) : labelling.labels().indexOf(value);
    if (id < 0) {
      throw at(
          row,
          "the label \""
              + value
              + "\" is unknown. The labels are: "
              + labelling.labels()
              + ". Mend the row, or train on data that has the label.");
    }
    return id;
  }

  private int index(String value) {
    try {
      int index = Integer.parseInt(value);
      return index < labelling.labels().size() ? index : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void numbers(int row, float[] into, int offset, int width) {
    List<String> values = values(row);
    if (values.size() != width) {
      throw at(
          row,
          values.size()
              + " numbers where the others have "
              + width
              + ". Every row must have as many.");
    }
    for (int i = 0; i < width; i++) {
      into[offset + i] = number(row, values.get(i));
    }
  }

  private float number(int row, String value) {
    try {
      float number = Float.parseFloat(value);
      if (Float.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw at(
        row,
        "the label \""
            + value
            + "\" is no finite number, but the problem is "
            + ProblemType.REGRESSION.id()
            + because()
            + ". Every label must be a number.");
  }

  private String because() {
    return switch (labelling.typeSource()) {
      case "option" -> " by --problem-type";
      case "checkpoint" -> " by the checkpoint's config.json";
      default -> " by the other rows";
    };
  }

  private ClassifineException at(int row, String message) {
    return new ClassifineException(examples.place(row) + ": " + message);
  }
}
