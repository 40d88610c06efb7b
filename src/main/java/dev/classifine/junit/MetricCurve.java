package dev.classifine.junit;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/**
 * A number of the log over a training's steps.
 *
 * @param name as the log has it: {@code loss}, {@code eval_loss}, {@code learning_rate}, ...
 * @param points at least one, by rising step
 */
public record MetricCurve(String name, List<Point> points) {

  /**
   * An entry of the log.
   *
   * @param step optimizer steps done
   * @param value the number; NaN where it was not finite
   */
  public record Point(long step, double value) {}

  /** Copies the list. */
  public MetricCurve {
    points = List.copyOf(points);
  }

  /**
   * The curve of a log history.
   *
   * @throws UsageException if no entry has the name, with the names that there are
   */
  static MetricCurve of(String name, List<Map<String, Object>> log) {
    List<Point> points = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    for (Map<String, Object> entry : log) {
      names.addAll(entry.keySet());
      if (entry.containsKey(name)) {
        double value = entry.get(name) instanceof Number n ? n.doubleValue() : Double.NaN;
        points.add(new Point(((Number) entry.get("step")).longValue(), value));
      }
    }
    if (points.isEmpty()) {
      throw new UsageException(
          "The log has no \"" + name + "\". It must be one of " + String.join(", ", names) + ".");
    }
    return new MetricCurve(name, points);
  }

  /** The steps that were logged. */
  public List<Long> steps() {
    return points.stream().map(Point::step).toList();
  }

  /** The last value. */
  public double last() {
    return points.get(points.size() - 1).value();
  }

  /** The first logged step at which the value is at most this; nothing where it never is. */
  public OptionalLong firstStepAtMost(double level) {
    return firstStep(value -> value <= level);
  }

  /** The first logged step at which the value is at least this; nothing where it never is. */
  public OptionalLong firstStepAtLeast(double level) {
    return firstStep(value -> value >= level);
  }

  /**
   * The mean height: the area under the straight lines between the points (trapezoidal rule), in
   * steps times the value's unit, divided by the steps from the first point to the last; the value
   * where there is one point. Of two curves with the same steps the one that falls faster has the
   * smaller mean.
   */
  public double mean() {
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Point left = points.get(i - 1);
      Point right = points.get(i);
      area += (right.step() - left.step()) * (left.value() + right.value()) / 2;
    }
    long span = points.get(points.size() - 1).step() - points.get(0).step();
    return span == 0 ? last() : area / span;
  }

  private OptionalLong firstStep(DoublePredicate holds) {
    return points.stream()
        .filter(point -> holds.test(point.value()))
        .mapToLong(Point::step)
        .findFirst();
  }
}
