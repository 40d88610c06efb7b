package dev.classifine.data;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows held out of the training, to evaluate on. The same targets, fraction and seed give the same
 * rows.
 *
 * @param rest the ascending indexes of the rows that stay in training
 * @param heldOut the ascending indexes of the others
 */
public record Split(int[] rest, int[] heldOut) {

  /**
   * Holds out about {@code fraction} of the rows. Those that are ignored stay, since nothing can be
   * evaluated on them, and count for nothing here.
   *
   * <p>Single-label: the rounded fraction, of each class in proportion by largest remainder; at
   * least one row of each class stays, for which small classes may give fewer. Multi-label: by
   * iterative stratification (Sechidis, Tsoumakas, Vlahavas: On the Stratification of Multi-Label
   * Data, 2011), of each label nearly in proportion; the number of rows may be off by about two in
   * a hundred of all. Regression: the rounded fraction, at random.
   *
   * @param fraction of the rows, in (0, 1)
   * @param seed of the random choice
   * @throws UsageException if the fraction is out of range, or if no row could be held out or none
   *     would stay
   */
  public static Split stratified(Targets targets, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new UsageException(
          "The fraction of rows to hold out is "
              + fraction
              + ". It must be greater than 0 and less than 1.");
    }
    int[] known =
        IntStream.range(0, targets.size()).filter(row -> !targets.isIgnored(row)).toArray();
    boolean[] chosen = chosen(targets.select(known), fraction, seed);
    boolean[] heldOut = new boolean[targets.size()];
    for (int i = 0; i < known.length; i++) {
      heldOut[known[i]] = chosen[i];
    }
    return of(heldOut, fraction);
  }

  /**
   * How many of the rows that are held out have the same text, and second text, as a row that stays
   * in training. What is measured on them is memory.
   *
   * @param examples the rows that were split
   */
  public int copies(Examples examples) {
    TextPrints prints = new TextPrints();
    examples.rows().forEach(prints::add);
    return copies(prints);
  }

  /**
   * The same of rows whose texts are not kept.
   *
   * @param prints of the rows that were split
   */
  public int copies(TextPrints prints) {
    return prints.copies(heldOut, rest);
  }

  private static boolean[] chosen(Targets targets, double fraction, long seed) {
    int rows = targets.size();
    int count = (int) Math.round(fraction * rows);
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = RandomOrder.of(rows, random);
    boolean[] heldOut;
    if (targets instanceof Targets.Classes classes) {
      heldOut = ClassStratification.heldOut(classes.ids(), order, fraction, count);
    } else if (targets instanceof Targets.LabelLists lists) {
      heldOut = labelsHeldOut(lists, order, count, random);
    } else {
      heldOut = new boolean[rows];
      Arrays.stream(order).limit(count).forEach(row -> heldOut[row] = true);
    }
    return heldOut;
  }

  private static boolean[] labelsHeldOut(
      Targets.LabelLists lists, int[] order, int count, SplittableRandom random) {
    double[] sizes = {lists.size() - count, count};
    int[] parts = IterativeStratification.parts(lists.ids(), order, sizes, random);
    boolean[] heldOut = new boolean[parts.length];
    for (int row = 0; row < parts.length; row++) {
      heldOut[row] = parts[row] == 1;
    }
    return heldOut;
  }

  private static Split of(boolean[] heldOut, double fraction) {
    int rows = heldOut.length;
    int[] out = new int[rows];
    int[] rest = new int[rows];
    int outs = 0;
    for (int row = 0; row < rows; row++) {
      if (heldOut[row]) {
        out[outs++] = row;
      } else {
        rest[row - outs] = row;
      }
    }
    if (outs == 0 || outs == rows) {
      throw new UsageException(
          ("To hold out %s of %d rows leaves none %s: at least one must be held out, and one of"
               + " each class must stay in training. Change the fraction, or give a file of its own"
               + " to evaluate on.")
              .formatted(fraction, rows, outs == 0 ? "to evaluate on" : "to train on"));
    }
    return new Split(Arrays.copyOf(rest, rows - outs), Arrays.copyOf(out, outs));
  }
}
