package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An option that is a number between two others, both included.
 *
 * <p>A real number is drawn as {@code min + u (max - min)}, or on a logarithmic scale as {@code min
 * (max / min)^u}, with u uniform in [0, 1), and rounded to six significant digits, so that a person
 * can read and type it. A whole number on a linear scale is each with the same probability; on a
 * logarithmic one it is the nearest to a real number drawn between {@code min - 0.5} and {@code max
 * + 0.5}, as in Optuna's {@code IntDistribution}.
 *
 * @param name the option's name in kebab case
 * @param min the smallest
 * @param max the largest, above the smallest
 * @param scale of what equal parts are equally likely; logarithmic asks for {@code min} above 0
 * @param whole whether there are only whole numbers
 */
public record NumberRange(String name, double min, double max, Scale scale, boolean whole)
    implements Dimension {

  /** More than anybody trains, and few enough to list. */
  private static final int MOST_VALUES = 10_000;

  /** Up to here every whole number is a double. */
  private static final double MOST_WHOLE = 1e15;

  private static final int DIGITS = 6;

  /** Of what equal parts are equally likely. */
  public enum Scale {
    /** Differences. */
    LINEAR,
    /** Ratios. */
    LOG;

    /** As a file has it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws UsageException if there is no such range
   */
  public NumberRange {
    check(
        Double.isFinite(min) && Double.isFinite(max) && min < max,
        name + ": from " + min + " to " + max + " is no range. min must be a number below max.");
    check(
        scale == Scale.LINEAR || min > 0,
        name + ": min " + min + " has no logarithm. It must be above 0, or the scale linear.");
    check(
        !whole || isWhole(min) && isWhole(max),
        name + ": from " + min + " to " + max + " is no range of whole numbers.");
  }

  /** Real numbers of which equal differences are equally likely. */
  public static NumberRange linear(String name, double min, double max) {
    return new NumberRange(name, min, max, Scale.LINEAR, false);
  }

  /** Real numbers of which equal ratios are equally likely. */
  public static NumberRange log(String name, double min, double max) {
    return new NumberRange(name, min, max, Scale.LOG, false);
  }

  /** Whole numbers. */
  public static NumberRange whole(String name, long min, long max) {
    return new NumberRange(name, min, max, Scale.LINEAR, true);
  }

  /**
   * Only {@code min}, {@code min + step}, ... up to {@code max}.
   *
   * @param step above 0, at most the range's width; whole where the numbers are
   * @throws UsageException if it is not so, or the scale is logarithmic
   */
  public Choices withStep(double step) {
    check(
        scale == Scale.LINEAR,
        name
            + ": a step has no meaning on a logarithmic scale. Give a count of values, or list"
            + " them.");
    check(
        step > 0 && step <= max - min && (!whole || isWhole(step)),
        name
            + ": step "
            + step
            + " is out of range. It must be above 0, at most max - min, and whole where min and max"
            + " are.");
    // A step of 0.1 fits ten times between 0 and 1, though 1 / 0.1 may fall short of 10.
    double count = Math.floor((max - min) / step + 1e-9) + 1;
    check(
        count <= MOST_VALUES,
        name + ": step " + step + " makes more than " + MOST_VALUES + " values. Give a greater.");
    BigDecimal exact = BigDecimal.valueOf(step);
    return list(
        (int) count,
        i -> BigDecimal.valueOf(min).add(exact.multiply(BigDecimal.valueOf(i))).doubleValue());
  }

  /**
   * Only so many numbers, evenly spaced on the scale, {@code min} and {@code max} among them.
   *
   * @param count at least 2
   * @throws UsageException if it is less, or the whole numbers nearest to them are fewer
   */
  public Choices withCount(int count) {
    check(
        count >= 2 && count <= MOST_VALUES,
        name
            + ": count "
            + count
            + " is out of range. It must be at least 2 and at most "
            + MOST_VALUES
            + ".");
    return list(
        count,
        i -> {
          double real = i == count - 1 ? max : between(min, max, i / (count - 1.0));
          return whole ? Math.rint(real) : readable(real);
        });
  }

  private Choices list(int count, IntFunction<Double> number) {
    List<Object> values =
        IntStream.range(0, count).mapToObj(number).distinct().map(this::value).toList();
    check(
        values.size() == count,
        name
            + ": count "
            + count
            + " is more than there are numbers: evenly spaced they are "
            + values.size()
            + ". Give fewer, or bounds that are not whole (1.0).");
    return new Choices(name, values);
  }

  @Override
  public List<Object> grid() {
    throw new UsageException(
        name
            + ": a range has no values for a grid. Give the distance between them (step) or their"
            + " number (count), or search at random.");
  }

  @Override
  public OptionalLong size() {
    return whole ? OptionalLong.of((long) (max - min) + 1) : OptionalLong.empty();
  }

  @Override
  public Object at(double place) {
    if (!whole) {
      return readable(between(min, max, place));
    }
    double real =
        scale == Scale.LINEAR
            ? Math.floor(min + place * (max - min + 1))
            : Math.rint(between(min - 0.5, max + 0.5, place));
    return value(Math.max(min, Math.min(max, real)));
  }

  @Override
  public Object definition() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("min", value(min));
    values.put("max", value(max));
    values.put("scale", scale.id());
    return values;
  }

  private double between(double low, double high, double place) {
    return scale == Scale.LINEAR
        ? low + place * (high - low)
        : low * Math.exp(place * Math.log(high / low));
  }

  /** Six significant digits, and more where the range is narrow. */
  private double readable(double real) {
    double unit = Math.min(Math.abs(real), max - min);
    if (unit == 0) {
      return real;
    }
    int places = DIGITS - 1 - (int) Math.floor(Math.log10(unit));
    double rounded =
        BigDecimal.valueOf(real).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
    return Math.max(min, Math.min(max, rounded));
  }

  private Object value(double real) {
    return whole ? (Object) (long) real : (Object) real;
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) <= MOST_WHOLE;
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new UsageException(message);
    }
  }
}
