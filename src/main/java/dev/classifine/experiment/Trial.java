package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One combination of a sweep's options.
 *
 * @param number its place in the search, from 1
 * @param rung its rung in successive halving, from 1; 0 in other searches
 * @param values by option, in the order of the space; the budget last where there is one
 */
public record Trial(int number, int rung, Map<String, Object> values) {

  /** Keeps the order of the values. */
  public Trial {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The name of its run and of the run's folder: {@code trial-003}, {@code rung-1-trial-003}. */
  public String name() {
    String name = String.format(Locale.ROOT, "trial-%03d", number);
    return rung == 0 ? name : "rung-" + rung + "-" + name;
  }

  /** The number in a run's name. */
  static int numberOf(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** The value of an option as text. */
  public String text(String option) {
    return value(option).toString();
  }

  /**
   * The value of an option that is a number.
   *
   * @throws UsageException if it is none
   */
  public double number(String option) {
    if (value(option) instanceof Number number) {
      return number.doubleValue();
    }
    throw new UsageException(option + ": " + value(option) + " is not a number.");
  }

  /**
   * The value of an option that is a whole number.
   *
   * @throws UsageException if it is none
   */
  public int whole(String option) {
    double number = number(option);
    if (number == (int) number) {
      return (int) number;
    }
    throw new UsageException(option + ": " + number + " is not a whole number.");
  }

  /**
   * The value of an option that is true or false.
   *
   * @throws UsageException if it is neither
   */
  public boolean flag(String option) {
    if (value(option) instanceof Boolean flag) {
      return flag;
    }
    throw new UsageException(option + ": " + value(option) + " is neither true nor false.");
  }

  private Object value(String option) {
    Object value = values.get(option);
    if (value == null) {
      throw new UsageException(
          option + ": is not swept. It must be one of " + String.join(", ", values.keySet()) + ".");
    }
    return value;
  }
}
