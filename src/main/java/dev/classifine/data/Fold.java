package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of k disjoint parts of the rows: the one to evaluate on, while all others are trained on.
 *
 * @param index which of them, in [1, {@code count}]
 * @param count k, how many there are, at least 2
 * @param seed fixes which row is in which part; folds of one cross-validation have the same
 */
public record Fold(int index, int count, long seed) {

  /** The seed where none was given. */
  public static final long DEFAULT_SEED = 42;

  private static final Pattern ID = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

  /**
   * @throws UsageException if the count is below 2 or the index out of range
   */
  public Fold {
    if (count < 2 || index < 1 || index > count) {
      throw new UsageException(
          "--fold: "
              + index
              + "/"
              + count
              + " is out of range. It must be I/K, with K of at least 2 and I from 1 to K, as in"
              + " 2/5.");
    }
  }

  /**
   * From its {@link #id}.
   *
   * @throws UsageException if it is not of the form I/K, or out of range
   */
  public static Fold of(String id, long seed) {
    Matcher parts = ID.matcher(id.strip());
    if (!parts.matches()) {
      throw new UsageException(
          "--fold: \"" + id + "\" is not a fold. It must be I/K, as in 2/5: the second of five.");
    }
    return new Fold(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), seed);
  }

  /** As options and manifests write it: {@code 2/5}. */
  public String id() {
    return index + "/" + count;
  }
}
