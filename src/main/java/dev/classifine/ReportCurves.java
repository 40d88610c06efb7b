package dev.classifine;

import dev.classifine.metrics.ClassReport;
import dev.classifine.metrics.Diagnostics;
import dev.classifine.metrics.ThresholdCurve;
import dev.classifine.problem.LabelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What a report draws of an evaluation, as numbers. */
final class ReportCurves {

  /** The most labels with a threshold curve of their own, those with the most rows. */
  private static final int MOST_CURVES = 30;

  /** The most numbers of a row whose predictions are drawn. */
  private static final int MOST_COLUMNS = 8;

  private final LabelSet labels;

  ReportCurves(LabelSet labels) {
    this.labels = labels;
  }

  /** Precision, recall and F1 by threshold: micro, macro, and of labels. */
  Map<String, Object> thresholds(ThresholdCurve curve) {
    List<List<ClassReport>> steps = new ArrayList<>(); // [step][label]
    for (int step = 0; step <= ThresholdCurve.STEPS; step++) {
      int at = step;
      steps.add(
          IntStream.range(0, labels.size())
              .mapToObj(k -> curve.at(k, labels.name(k), at))
              .toList());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(
        "threshold",
        IntStream.rangeClosed(0, ThresholdCurve.STEPS)
            .mapToDouble(step -> (double) step / ThresholdCurve.STEPS)
            .toArray());
    List<Object> curves = new ArrayList<>();
    curves.add(curve("micro average", steps, ReportCurves::micro));
    curves.add(curve("macro average", steps, macro(steps.get(0))));
    IntStream.range(0, labels.size())
        .boxed()
        .sorted(Comparator.comparing(k -> -steps.get(0).get(k).support())) // stable
        .limit(MOST_CURVES)
        .sorted()
        .forEach(
            k ->
                curves.add(
                    curve(labels.name(k), steps, (step, of) -> of.applyAsDouble(step.get(k)))));
    values.put("curves", curves);
    return values;
  }

  /** Makes one number of those of all labels. */
  @FunctionalInterface
  private interface Averaging {
    double of(List<ClassReport> labels, ToDoubleFunction<ClassReport> metric);
  }

  private static Map<String, Object> curve(
      String name, List<List<ClassReport>> steps, Averaging averaging) {
    Map<String, Object> curve = new LinkedHashMap<>();
    curve.put("name", name);
    Map<String, ToDoubleFunction<ClassReport>> metrics = new LinkedHashMap<>();
    metrics.put("precision", ClassReport::precision);
    metrics.put("recall", ClassReport::recall);
    metrics.put("f1", ClassReport::f1);
    metrics.forEach(
        (metric, of) ->
            curve.put(
                metric, steps.stream().mapToDouble(step -> averaging.of(step, of)).toArray()));
    return curve;
  }

  private static double micro(List<ClassReport> labels, ToDoubleFunction<ClassReport> metric) {
    return metric.applyAsDouble(
        new ClassReport(
            "",
            labels.stream().mapToLong(ClassReport::truePositives).sum(),
            labels.stream().mapToLong(ClassReport::predicted).sum(),
            labels.stream().mapToLong(ClassReport::support).sum()));
  }

  /** As the metric: over the labels that some row tells of, which a threshold of 0 predicts. */
  private static Averaging macro(List<ClassReport> atZero) {
    int[] known =
        IntStream.range(0, atZero.size()).filter(k -> atZero.get(k).predicted() > 0).toArray();
    return (labels, metric) ->
        Arrays.stream(known)
            .mapToDouble(k -> metric.applyAsDouble(labels.get(k)))
            .average()
            .orElse(0);
  }

  /** Predicted and true numbers of a sample of the rows. */
  List<Object> predictions(Diagnostics diagnostics) {
    List<Object> columns = new ArrayList<>();
    for (int k = 0; k < Math.min(labels.size(), MOST_COLUMNS); k++) {
      Map<String, Object> column = new LinkedHashMap<>();
      column.put("name", labels.name(k));
      column.put("true", finite(diagnostics.actual(k)));
      column.put("predicted", finite(diagnostics.predicted(k)));
      columns.add(column);
    }
    return columns;
  }

  private static List<Object> finite(double[] numbers) {
    List<Object> values = new ArrayList<>(numbers.length);
    for (double number : numbers) {
      values.add(finite(number));
    }
    return values;
  }

  /** The number, or null for one that is not finite, since JSON has none such. */
  static Object finite(double number) {
    return Double.isFinite(number) ? number : null;
  }
}
