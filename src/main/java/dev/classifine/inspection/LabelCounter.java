package dev.classifine.inspection;

import dev.classifine.data.ProblemSurvey;
import dev.classifine.data.RawLabel;
import dev.classifine.data.RowPlaces;
import dev.classifine.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts labels. Of more than {@value #MOST} different ones the further are only counted. */
final class LabelCounter {

  private static final int MOST = 10_000;

  /** Below it a whole number's digits are those of a double. */
  private static final double EXACT = 1e15;

  private final ProblemSurvey survey = new ProblemSurvey();
  private final Map<String, Long> counts = new HashMap<>();
  private long others;
  private long known;
  private long ignored;
  private long values;
  private long numbers;
  private double sum;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private long otherwise; // labels that are no number which a regression takes
  private long firstOtherwise;

  void add(RawLabel label, long line) {
    survey.add(label);
    if (survey.type() != ProblemType.MULTI_LABEL) {
      addNumber(label.number(), line); // -100 is one like any other in a regression
    }
    if (label.isIgnored()) {
      ignored++;
      return;
    }
    known++;
    for (String value : new TreeSet<>(label.values())) {
      values++;
      count(value, 1);
    }
    label.named().forEach(name -> count(name, 0));
  }

  private void count(String label, long rows) {
    if (counts.containsKey(label) || counts.size() < MOST) {
      counts.merge(label, rows, Long::sum);
    } else {
      others += rows;
    }
  }

  private void addNumber(double number, long line) {
    if (Double.isNaN(number)) {
      firstOtherwise = otherwise++ == 0 ? line : firstOtherwise;
      return;
    }
    numbers++;
    sum += number;
    least = Math.min(least, number);
    greatest = Math.max(greatest, number);
  }

  ProblemType problem() {
    return survey.type();
  }

  /** Rows with the label -100; none in a regression. */
  long ignored() {
    return problem() == ProblemType.REGRESSION ? 0 : ignored;
  }

  /** Rows of labels beyond those that are listed. */
  long others() {
    return problem() == ProblemType.REGRESSION ? 0 : others;
  }

  /** The most frequent first, of equals by name; 0 for one that is named only as absent. */
  Map<String, Long> counts() {
    if (problem() == ProblemType.REGRESSION) {
      return Map.of();
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  double labelsOfARow() {
    return known == 0 ? 0 : (double) values / known;
  }

  /** Of the finite numbers, where there are some in a regression; else null. */
  SetReport.Range range() {
    return problem() == ProblemType.REGRESSION && numbers > 0
        ? new SetReport.Range(least, sum / numbers, greatest)
        : null;
  }

  /** In a regression the labels that it does not take; null where there are none. */
  SetReport.Flawed notFinite(RowPlaces places) {
    return problem() == ProblemType.REGRESSION && otherwise > 0
        ? new SetReport.Flawed(otherwise, places.of(firstOtherwise))
        : null;
  }

  /** 64 bits by which labels are compared, whatever the order of a list. */
  static long hash(RawLabel label) {
    double number = label.number();
    Stream<String> known = label.values().stream().map(value -> compared(value, number));
    Stream<String> unknown =
        label instanceof RawLabel.Marks marks
            ? marks.ignored().stream().map("\1"::concat)
            : Stream.empty();
    String all =
        Stream.concat(known, unknown).distinct().sorted().collect(Collectors.joining("\0"));
    UUID uuid = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    return uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits();
  }

  /** In a regression 1, 1.0 and 1e0 are one label; as classes 1 and 01 are not. */
  private static String compared(String value, double number) {
    boolean decimal = value.indexOf('.') >= 0 || value.indexOf('e') >= 0 || value.indexOf('E') >= 0;
    if (!decimal || Double.isNaN(number)) {
      return value;
    }
    return number == Math.rint(number) && Math.abs(number) < EXACT
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
