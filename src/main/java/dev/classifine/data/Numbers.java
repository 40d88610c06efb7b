package dev.classifine.data;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What labels look like as numbers. */
final class Numbers {

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,100}");
  private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");
  private static final Pattern FINITE =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

  /** By the numbers of the code points, which are also the order of the UTF-8 bytes. */
  private static final Comparator<String> BY_CODE_POINT =
      Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private Numbers() {}

  /** Whether it is written as a whole number: digits, perhaps with a sign. */
  static boolean isInteger(String value) {
    return INTEGER.matcher(value).matches();
  }

  /** The whole number in [0, bound) that is written without sign and leading zeros, or -1. */
  static int index(String value, int bound) {
    if (!INDEX.matcher(value).matches()) {
      return -1;
    }
    int index = Integer.parseInt(value);
    return index < bound ? index : -1;
  }

  /** Whether it is written with a point or an exponent, such as "3.5", "1.0" or "1e2". */
  static boolean isDecimal(String value) {
    return isFinite(value) && !isInteger(value.strip());
  }

  /** Whether it is written as a number, NaN and the infinite ones included. */
  static boolean isNumber(String value) {
    return isFinite(value) || NOT_FINITE.matcher(value.strip()).matches();
  }

  /** The nearest 32-bit number; NaN where it is not a finite number or too large for one. */
  static float toFloat(String value) {
    if (!isFinite(value)) {
      return Float.NaN;
    }
    float number = Float.parseFloat(value.strip());
    return Float.isFinite(number) ? number : Float.NaN;
  }

  /** The nearest 64-bit number; NaN where it is not a finite number or too large for one. */
  static double toDouble(String value) {
    if (!isFinite(value)) {
      return Double.NaN;
    }
    double number = Double.parseDouble(value.strip());
    return Double.isFinite(number) ? number : Double.NaN;
  }

  /** Sorted by value if all are whole numbers, else by code point. */
  static List<String> sorted(Collection<String> values) {
    Comparator<String> order =
        values.stream().allMatch(Numbers::isInteger)
            ? Comparator.<String, BigInteger>comparing(BigInteger::new).thenComparing(BY_CODE_POINT)
            : BY_CODE_POINT;
    return values.stream().sorted(order).toList();
  }

  private static boolean isFinite(String value) {
    return FINITE.matcher(value.strip()).matches();
  }
}
