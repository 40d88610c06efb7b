package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;

/** Translates the labels of rows, which the rules were checked on, into numbers. */
final class TargetBuilder {

  private static final int[] NONE = {};

  private final Labelling labelling;
  private final Examples rows;

  TargetBuilder(Labelling labelling, Examples rows) {
    this.labelling = labelling;
    this.rows = rows;
  }

  Targets build() {
    Targets targets =
        switch (labelling.type()) {
          case SINGLE_LABEL ->
              new Targets.Classes(rows.rows().stream().mapToInt(this::classId).toArray());
          case MULTI_LABEL -> lists();
          case REGRESSION -> values();
        };
    return rows.rows().stream().allMatch(row -> row.weight() == 1)
        ? targets
        : targets.weighted(rows.rows().stream().mapToDouble(Example::weight).toArray());
  }

  private int classId(Example row) {
    return row.label().isIgnored() ? Targets.IGNORED : id(row.label().values().get(0), row);
  }

  private Targets lists() {
    int[][] ids = new int[rows.size()][];
    int[][] ignored = new int[rows.size()][];
    for (int i = 0; i < ids.length; i++) {
      Example row = rows.rows().get(i);
      ignored[i] = ignored(row);
      boolean nothingKnown =
          row.label().isIgnored() || ignored[i].length == labelling.labels().size();
      ids[i] = nothingKnown ? new int[] {Targets.IGNORED} : ids(row.label().values(), row);
      ignored[i] = nothingKnown ? NONE : ignored[i];
    }
    boolean all = Arrays.stream(ignored).allMatch(labels -> labels.length == 0);
    return new Targets.LabelLists(ids, all ? null : ignored, null);
  }

  private int[] ignored(Example row) {
    if (row.label() instanceof RawLabel.Marks marks) {
      ids(marks.absent(), row); // here, too, a label must be one of the model's
      return ids(marks.ignored(), row);
    }
    return NONE;
  }

  private int[] ids(List<String> labels, Example row) {
    return labels.stream().mapToInt(label -> id(label, row)).sorted().distinct().toArray();
  }

  private int id(String label, Example row) {
    LabelSet labels = labelling.labels();
    int id = labels.indexOf(label);
    if (id < 0 && labelling.byIndex()) {
      id = Numbers.index(label, labels.size());
    }
    if (id < 0) {
      throw new ClassifineException(
          ("%s: the label %s is not one of the model's labels, which are: %s. Correct the row or"
               + " take it out; a model learns a new label only from training data that holds it.")
              .formatted(rows.where(row), Shortened.of(label), Shortened.of(labels.names())));
    }
    return id;
  }

  private Targets values() {
    int width = labelling.labels().size();
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    int next = 0;
    for (Example row : rows.rows()) {
      List<String> numbers = row.label().values();
      if (numbers.size() != width) {
        throw new ClassifineException(
            "%s: the label has %d %s, where the model predicts %d. Every row must have as many."
                .formatted(
                    rows.where(row),
                    numbers.size(),
                    numbers.size() == 1 ? "number" : "numbers",
                    width));
      }
      for (String number : numbers) {
        values[next++] = Numbers.toFloat(number);
      }
    }
    return new Targets.Values(values, width);
  }
}
