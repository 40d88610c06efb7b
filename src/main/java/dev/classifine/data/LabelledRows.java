package dev.classifine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stays of rows whose texts are not kept: labels as the file writes them, weights and lines.
 * Immutable. A row takes 4 bytes, and 8 more where rows have weights; a label that is not among the
 * first 65,536 different ones takes its characters for each row that has it.
 */
public final class LabelledRows {

  private static final int MOST_DISTINCT = 1 << 16;

  private final String source;
  private final RowPlaces places;
  private final int[] groupOf; // [rows]
  private final List<LabelGroup> distinct;
  private final int[] otherRows; // the row of each label of others
  private final PackedLabels others;
  private final LineNumbers lines;
  private final double[] weights;

  private LabelledRows(Builder builder) {
    source = builder.source;
    places = builder.places;
    groupOf = Arrays.copyOf(builder.groupOf, builder.rows);
    distinct =
        IntStream.range(0, builder.labels.size())
            .mapToObj(
                i -> new LabelGroup(builder.labels.get(i), builder.firsts[i], builder.counts[i]))
            .toList();
    others = builder.others;
    others.seal();
    otherRows = Arrays.copyOf(builder.otherRows, others.size());
    lines = builder.lines;
    weights = builder.weights == null ? null : Arrays.copyOf(builder.weights, builder.rows);
  }

  /** Those of rows that are in memory. */
  public static LabelledRows of(Examples examples) {
    Builder builder = new Builder(examples.source(), examples.places());
    examples.rows().forEach(builder::add);
    return builder.build();
  }

  /** The input, as errors name it. */
  public String source() {
    return source;
  }

  /** How many rows there are. */
  public int size() {
    return groupOf.length;
  }

  /** Where a row stands: {@code train.csv:17}. */
  public String place(int row) {
    return places.of(line(row));
  }

  /**
   * What {@link #place} gives, by itself: what only has to tell places need not keep the labels.
   */
  public IntFunction<String> places() {
    LineNumbers ofRows = lines;
    RowPlaces ofLines = places;
    return row -> ofLines.of(ofRows.get(row));
  }

  /**
   * Some of the rows, in the order given, as if there were no others.
   *
   * @param rows indexes in [0, {@link #size()})
   */
  public LabelledRows select(int[] rows) {
    Builder builder = new Builder(source, places);
    for (int row : rows) {
      builder.add(label(row), line(row), weights == null ? 1 : weights[row]);
    }
    return builder.build();
  }

  private RawLabel label(int row) {
    int group = groupOf[row];
    return group < distinct.size()
        ? distinct.get(group).label()
        : others.get(group - distinct.size());
  }

  private long line(int row) {
    return lines.get(row);
  }

  /** The weights of the rows; null where every row weighs 1. */
  double[] weights() {
    return weights;
  }

  /** How many groups there are. */
  int groupCount() {
    return distinct.size() + otherRows.length;
  }

  /** The index, in the order of {@link #groups}, of a row's group. */
  int group(int row) {
    return groupOf[row];
  }

  /**
   * All rows in groups of the same label, in the order of their first rows. So what is true of each
   * group's label is true of each row's, and the first group that breaks a rule has the first such
   * row. Where there are very many labels, some have several groups.
   */
  Stream<LabelGroup> groups() {
    return Stream.concat(
        distinct.stream(),
        IntStream.range(0, otherRows.length)
            .mapToObj(i -> new LabelGroup(others.get(i), otherRows[i], 1)));
  }

  /** Collects rows one by one. */
  public static final class Builder {

    private final String source;
    private final RowPlaces places;
    private int[] groupOf = new int[1024];
    private final List<RawLabel> labels = new ArrayList<>();
    private final Map<RawLabel, Integer> groups = new HashMap<>();
    private int[] firsts = new int[16];
    private int[] counts = new int[16];
    private int[] otherRows = new int[16];
    private final PackedLabels others = new PackedLabels();
    private final LineNumbers lines = new LineNumbers();
    private double[] weights; // from the first row that weighs something else than 1
    private int rows;

    /**
     * @param source the input, as errors name it
     * @param places where its rows stand
     */
    public Builder(String source, RowPlaces places) {
      this.source = source;
      this.places = places;
    }

    /** Adds a row, but for its text. */
    public void add(Example row) {
      add(row.label(), row.line(), row.weight());
    }

    private void add(RawLabel label, long line, double weight) {
      if (rows == groupOf.length) {
        groupOf = Arrays.copyOf(groupOf, Growth.of(rows));
      }
      groupOf[rows] = group(label);
      lines.add(line);
      weigh(weight);
      rows++;
    }

    /** The rows so far; none may be added after. */
    public LabelledRows build() {
      return new LabelledRows(this);
    }

    private int group(RawLabel label) {
      Integer known = groups.get(label);
      if (known != null) {
        counts[known]++;
        return known;
      }
      if (labels.size() == MOST_DISTINCT) {
        return other(label);
      }
      int group = labels.size();
      groups.put(label, group);
      labels.add(label);
      if (group == firsts.length) {
        firsts = Arrays.copyOf(firsts, Growth.of(group));
        counts = Arrays.copyOf(counts, firsts.length);
      }
      firsts[group] = rows;
      counts[group] = 1;
      return group;
    }

    private int other(RawLabel label) {
      int index = others.size();
      if (index == otherRows.length) {
        otherRows = Arrays.copyOf(otherRows, Growth.of(index));
      }
      otherRows[index] = rows;
      others.add(label);
      return labels.size() + index;
    }

    private void weigh(double weight) {
      if (weights == null && weight != 1) {
        weights = new double[groupOf.length];
        Arrays.fill(weights, 0, rows, 1);
      }
      if (weights != null) {
        weights =
            weights.length < groupOf.length ? Arrays.copyOf(weights, groupOf.length) : weights;
        weights[rows] = weight;
      }
    }
  }
}
