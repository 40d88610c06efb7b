package dev.classifine.inspection;

import dev.classifine.data.ProblemSurvey;
import dev.classifine.data.RawLabel;
import dev.classifine.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Counts labels. Of more than {@value #MOST} different ones the further are only counted. */
final class LabelCounter {

  private static final int MOST = 10_000;

  private final ProblemSurvey survey = new ProblemSurvey();
  private final Map<String, Long> counts = new HashMap<>();
  private long others;
  private long known;
  private long ignored;
  private long values;
  private double sum;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  void add(RawLabel label) {
    survey.add(label);
    if (label.isIgnored()) {
      ignored++;
      addNumber(RawLabel.IGNORED); // which in a regression is one like any other
      return;
    }
    known++;
    for (String value : new TreeSet<>(label.values())) {
      values++;
      if (counts.containsKey(value) || counts.size() < MOST) {
        counts.merge(value, 1L, Long::sum);
      } else {
        others++;
      }
    }
    if (survey.type() != ProblemType.MULTI_LABEL && !label.quoted()) {
      addNumber(label.values().get(0));
    }
  }

  private void addNumber(String value) {
    try {
      double number = Double.parseDouble(value);
      sum += number;
      least = Math.min(least, number);
      greatest = Math.max(greatest, number);
    } catch (NumberFormatException e) {
      sum = Double.NaN; // a text: it is no regression, whose range would be asked for
    }
  }

  ProblemType problem() {
    return survey.type();
  }

  /** Rows with the label -100; none in a regression. */
  long ignored() {
    return problem() == ProblemType.REGRESSION ? 0 : ignored;
  }

  /** Rows with a label beyond those that are listed. */
  long others() {
    return problem() == ProblemType.REGRESSION ? 0 : others;
  }

  /** The most frequent first, of equals by name. */
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

  /** Of the numbers, in a regression; else null. */
  SetReport.Range range() {
    return problem() == ProblemType.REGRESSION
        ? new SetReport.Range(least, sum / (known + ignored), greatest)
        : null;
  }

  /** 64 bits by which labels are compared, whatever the order of a list. */
  static long hash(RawLabel label) {
    String values = String.join("\0", new TreeSet<>(label.values()));
    UUID uuid = UUID.nameUUIDFromBytes(values.getBytes(StandardCharsets.UTF_8));
    return uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits();
  }
}
