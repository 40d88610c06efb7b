package dev.classifine.data;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of a data set in two parts with like shares of each label. A pure function of the targets,
 * the fraction and the seed.
 *
 * @param rest rows to train on, ascending
 * @param heldOut rows to evaluate on, ascending
 */
public record Split(int[] rest, int[] heldOut) {

  /**
   * Holds rows out. Single-label rows are drawn class by class; multi-label rows by their rarest
   * label, so that rare labels stand in both parts where they can; numbers by their order, so that
   * both parts span them.
   *
   * @param fraction the share to hold out, in (0, 1)
   * @throws UsageException if the fraction is out of range, or one of the parts would be empty
   */
  public static Split stratified(Targets targets, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new UsageException(
          "--eval-fraction: "
              + fraction
              + " is out of range. It must be in (0, 1): the share of rows to hold out.");
    }
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] held = new boolean[targets.size()];
    double due = 0; // carried from stratum to stratum, so that the whole has the share
    for (int[] stratum : strata(targets).values()) {
      shuffle(stratum, random);
      due += stratum.length * fraction;
      int take = Math.min((int) Math.round(due), stratum.length - (stratum.length > 0 ? 1 : 0));
      for (int i = 0; i < take; i++) {
        held[stratum[i]] = true;
      }
      due -= take;
    }
    Split split =
        new Split(
            IntStream.range(0, held.length).filter(row -> !held[row]).toArray(),
            IntStream.range(0, held.length).filter(row -> held[row]).toArray());
    if (split.heldOut.length == 0) {
      throw new UsageException(
          "--eval-fraction: "
              + fraction
              + " of "
              + held.length
              + " rows holds out none. Give more rows or a larger share.");
    }
    return split;
  }

  /** Rows by what is to be spread evenly. */
  private static Map<Integer, int[]> strata(Targets targets) {
    if (targets instanceof Targets.Classes classes) {
      return group(row -> classes.ids()[row], targets.size());
    }
    if (targets instanceof Targets.LabelLists lists) {
      Map<Integer, Long> counts =
          Arrays.stream(lists.ids())
              .flatMapToInt(Arrays::stream)
              .boxed()
              .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
      return group(
          row ->
              Arrays.stream(lists.ids()[row])
                  .boxed()
                  .min(
                      java.util.Comparator.<Integer>comparingLong(counts::get)
                          .thenComparing(java.util.Comparator.naturalOrder()))
                  .orElse(-1),
          targets.size());
    }
    Targets.Values values = (Targets.Values) targets;
    int[] order =
        IntStream.range(0, targets.size())
            .boxed()
            .sorted(
                java.util.Comparator.comparingDouble(row -> values.values()[row * values.width()]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] decile = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      decile[order[i]] = (int) (10L * i / order.length);
    }
    return group(row -> decile[row], order.length);
  }

  private static Map<Integer, int[]> group(java.util.function.IntUnaryOperator key, int rows) {
    Map<Integer, int[]> groups = new TreeMap<>();
    IntStream.range(0, rows)
        .boxed()
        .collect(Collectors.groupingBy(key::applyAsInt))
        .forEach(
            (name, members) ->
                groups.put(name, members.stream().mapToInt(Integer::intValue).toArray()));
    return groups;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }
}
