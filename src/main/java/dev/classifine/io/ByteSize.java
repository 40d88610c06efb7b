package dev.classifine.io;

import dev.classifine.error.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it. */
public final class ByteSize {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?([KMGT]?)(i?)B?");

  private ByteSize() {}

  /**
   * A size as {@code 5GB}, {@code 500 MB} or {@code 2GiB}, in bytes.
   *
   * @param option which it is the value of, for the error
   * @throws UsageException if it is none
   */
  public static long of(String text, String option) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (matcher.matches()) {
      double unit = matcher.group(3).isEmpty() ? 1000 : 1024;
      int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
      double bytes = Long.parseLong(matcher.group(1)) * Math.pow(unit, power);
      if (bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    }
    throw new UsageException(
        option
            + ": \""
            + text
            + "\" is no size. It must be a whole number of bytes, or with a unit such as 5GB.");
  }
}
