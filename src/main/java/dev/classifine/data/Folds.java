package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The rows of a data set in k disjoint parts of about the same size and the same labels, for k-fold
 * cross-validation. The same targets, count and seed give the same parts.
 *
 * <p>Single-label: two folds differ by at most one row, and by at most one row of each class, as
 * those of scikit-learn's {@code StratifiedKFold} do. Multi-label: iterative stratification
 * (Sechidis, Tsoumakas, Vlahavas: On the Stratification of Multi-Label Data, 2011), which spreads
 * the rarest label first and keeps the number of rows only nearly equal; a label that is not known
 * of a row counts as one that it has not. Regression: at random, two folds differ by at most one
 * row.
 *
 * <p>Rows that are ignored are in no fold: nothing can be evaluated on them, so they are always
 * trained on, and count for nothing here.
 */
public final class Folds {

  private static final int ALWAYS_TRAINED = -1;

  private final int count;
  private final int[] foldOf; // [rows]
  private final int[] scarceLabels;

  private Folds(int count, int[] foldOf, int[] scarceLabels) {
    this.count = count;
    this.foldOf = foldOf;
    this.scarceLabels = scarceLabels;
  }

  /**
   * Makes them. A label that occurs in fewer rows than there are folds is no error: see {@link
   * #scarceLabels}.
   *
   * @param count k, at least 2 and at most the number of rows that are not ignored
   * @param seed of the random choice
   * @throws UsageException if the count is out of range
   * @throws ClassifineException if all rows are ignored
   */
  public static Folds of(Targets targets, int count, long seed) {
    int[] known =
        IntStream.range(0, targets.size()).filter(row -> !targets.isIgnored(row)).toArray();
    check(count, known.length, targets.size());
    Targets counted = targets.select(known);
    int[] folds = folds(counted, count, new SplittableRandom(seed));
    int[] foldOf = new int[targets.size()];
    Arrays.fill(foldOf, ALWAYS_TRAINED);
    for (int i = 0; i < known.length; i++) {
      foldOf[known[i]] = folds[i];
    }
    return new Folds(count, foldOf, scarceLabels(counted, count));
  }

  private static void check(int count, int known, int rows) {
    if (count < 2) {
      throw new UsageException(
          "The number of folds is " + count + ". It must be at least 2: one is held out.");
    }
    if (known == 0) {
      throw new ClassifineException(
          "All "
              + rows
              + " rows are ignored, so there is nothing to make folds of. At least one for each"
              + " fold must have a known label.");
    }
    if (count > known) {
      throw new UsageException(
          ("The number of folds is %d, but there are only %d rows%s. Each fold must have at least"
                  + " one: give fewer folds.")
              .formatted(count, known, known == rows ? "" : " that are not ignored"));
    }
  }

  private static int[] folds(Targets targets, int count, SplittableRandom random) {
    int[] order = RandomOrder.of(targets.size(), random);
    if (targets instanceof Targets.Classes classes) {
      return ClassStratification.folds(classes.ids(), order, count);
    }
    if (targets instanceof Targets.LabelLists lists) {
      double[] sizes = new double[count]; // equal, so none stays empty: nobody wants more than it
      Arrays.fill(sizes, (double) targets.size() / count);
      return IterativeStratification.parts(lists.ids(), order, sizes, random);
    }
    return dealt(order, count);
  }

  /**
   * Deals rows out in turn.
   *
   * @param order the rows
   * @return the part of each row, in [0, {@code count})
   */
  static int[] dealt(int[] order, int count) {
    int[] parts = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      parts[order[i]] = i % count;
    }
    return parts;
  }

  private static int[] scarceLabels(Targets targets, int count) {
    IntStream ids = IntStream.empty();
    if (targets instanceof Targets.Classes classes) {
      ids = Arrays.stream(classes.ids());
    } else if (targets instanceof Targets.LabelLists lists) {
      ids = Arrays.stream(lists.ids()).flatMapToInt(Arrays::stream);
    }
    int[] all = ids.toArray();
    int[] rows = new int[Arrays.stream(all).max().orElse(-1) + 1];
    Arrays.stream(all).forEach(id -> rows[id]++);
    return IntStream.range(0, rows.length).filter(id -> rows[id] > 0 && rows[id] < count).toArray();
  }

  /** The ids of the labels with fewer rows than there are folds, so that some have none of them. */
  public int[] scarceLabels() {
    return scarceLabels.clone();
  }

  /** How many rows are in a fold, and so in turn held out; all others are ignored. */
  public int rows() {
    return (int) Arrays.stream(foldOf).filter(fold -> fold != ALWAYS_TRAINED).count();
  }

  /**
   * Holds one fold out.
   *
   * @param index which, in [1, k]
   */
  public Split split(int index) {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException(index + " is none of the folds 1 to " + count + ".");
    }
    IntStream rest = IntStream.range(0, foldOf.length).filter(row -> foldOf[row] != index - 1);
    IntStream heldOut = IntStream.range(0, foldOf.length).filter(row -> foldOf[row] == index - 1);
    return new Split(rest.toArray(), heldOut.toArray());
  }
}
