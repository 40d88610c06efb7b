package dev.classifine.junit;

import org.opentest4j.AssertionFailedError;

/** Says what a number of a training must be. Each assertion fails where the number is NaN. */
public final class NumberAssert {

  private final TrainedAssert run;
  private final String name;
  private final double actual;

  /**
   * @param run to go on with, and whose numbers a failure tells
   * @param name what the number is
   */
  NumberAssert(TrainedAssert run, String name, double actual) {
    this.run = run;
    this.name = name;
    this.actual = actual;
  }

  /**
   * It is at least this.
   *
   * @throws AssertionFailedError if it is smaller
   */
  public TrainedAssert isAtLeast(double bound) {
    return check(actual >= bound, "at least", bound);
  }

  /**
   * It is at most this.
   *
   * @throws AssertionFailedError if it is greater
   */
  public TrainedAssert isAtMost(double bound) {
    return check(actual <= bound, "at most", bound);
  }

  /**
   * It is greater than this.
   *
   * @throws AssertionFailedError if it is not greater
   */
  public TrainedAssert isAbove(double bound) {
    return check(actual > bound, "above", bound);
  }

  /**
   * It is smaller than this.
   *
   * @throws AssertionFailedError if it is not smaller
   */
  public TrainedAssert isBelow(double bound) {
    return check(actual < bound, "below", bound);
  }

  /**
   * It is near this.
   *
   * @param tolerance the greatest difference that is let pass
   * @throws AssertionFailedError if it differs by more
   */
  public TrainedAssert isCloseTo(double value, double tolerance) {
    return check(Math.abs(actual - value) <= tolerance, "within " + tolerance + " of", value);
  }

  private TrainedAssert check(boolean holds, String rule, double value) {
    return run.check(
        holds, "%s must be %s %s, but is %s".formatted(name, rule, value, actual), value, actual);
  }
}
