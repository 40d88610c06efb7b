package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Translates the labels of rows, which the rules were checked on, into numbers: once a group. */
final class TargetBuilder {

  private static final int[] NONE = {};
  private static final int[] NOTHING_KNOWN = {Targets.IGNORED};

  private final Labelling labelling;
  private final LabelledRows rows;

  TargetBuilder(Labelling labelling, LabelledRows rows) {
    this.labelling = labelling;
    this.rows = rows;
  }

  Targets build() {
    Targets targets =
        switch (labelling.type()) {
          case SINGLE_LABEL -> classes();
          case MULTI_LABEL -> lists();
          case REGRESSION -> values();
        };
    return rows.weights() == null ? targets : targets.weighted(rows.weights());
  }

  private Targets classes() {
    int[] ids = rows.groups().mapToInt(this::classId).toArray();
    return new Targets.Classes(
        IntStream.range(0, rows.size()).map(row -> ids[rows.group(row)]).toArray());
  }

  private int classId(LabelGroup group) {
    return group.isIgnored() ? Targets.IGNORED : id(group.label().values().get(0), group);
  }

  /** Rows of a group share their arrays. */
  private Targets lists() {
    int[][] ids = new int[rows.groupCount()][];
    int[][] ignored = new int[ids.length][];
    int next = 0;
    for (LabelGroup group : (Iterable<LabelGroup>) rows.groups()::iterator) {
      int[] unknown = ignored(group);
      boolean nothingKnown = group.isIgnored() || unknown.length == labelling.labels().size();
      ids[next] = nothingKnown ? NOTHING_KNOWN : ids(group.label().values(), group);
      ignored[next++] = nothingKnown ? NONE : unknown;
    }
    boolean all = Arrays.stream(ignored).allMatch(labels -> labels.length == 0);
    return new Targets.LabelLists(ofRows(ids), all ? null : ofRows(ignored), null);
  }

  private int[][] ofRows(int[][] ofGroups) {
    return IntStream.range(0, rows.size())
        .mapToObj(row -> ofGroups[rows.group(row)])
        .toArray(int[][]::new);
  }

  private int[] ignored(LabelGroup group) {
    if (group.label() instanceof RawLabel.Marks marks) {
      ids(marks.absent(), group); // here, too, a label must be one of the model's
      return ids(marks.ignored(), group);
    }
    return NONE;
  }

  private int[] ids(List<String> labels, LabelGroup group) {
    return labels.stream().mapToInt(label -> id(label, group)).sorted().distinct().toArray();
  }

  private int id(String label, LabelGroup group) {
    LabelSet labels = labelling.labels();
    int id = labels.indexOf(label);
    if (id < 0 && labelling.byIndex()) {
      id = Numbers.index(label, labels.size());
    }
    if (id < 0) {
      throw new ClassifineException(
          ("%s: the label %s is not one of the model's labels, which are: %s. Correct the row or"
               + " take it out; a model learns a new label only from training data that holds it.")
              .formatted(
                  rows.place(group.row()), Shortened.of(label), Shortened.of(labels.names())));
    }
    return id;
  }

  private Targets values() {
    int width = labelling.labels().size();
    float[] numbers = new float[Math.multiplyExact(rows.groupCount(), width)];
    int next = 0;
    for (LabelGroup group : (Iterable<LabelGroup>) rows.groups()::iterator) {
      List<String> texts = group.label().values();
      checkWidth(texts.size(), width, group);
      for (String text : texts) {
        numbers[next++] = Numbers.toFloat(text);
      }
    }
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(numbers, rows.group(row) * width, values, row * width, width);
    }
    return new Targets.Values(values, width);
  }

  private void checkWidth(int found, int width, LabelGroup group) {
    if (found != width) {
      throw new ClassifineException(
          "%s: the label has %d %s, where the model predicts %d. Every row must have as many."
              .formatted(rows.place(group.row()), found, found == 1 ? "number" : "numbers", width));
    }
  }
}
