package dev.classifine.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How many values were at most so large, as Prometheus has it. */
final class Histogram {

  private final double[] bounds;
  private final LongAdder[] counts; // of each bucket alone; the last has no bound
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * @param bounds the largest value of each bucket, ascending
   */
  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    this.counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, i -> new LongAdder());
  }

  void add(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /** Its lines, without the type. */
  String lines(String name) {
    StringBuilder text = new StringBuilder();
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i].sum();
      String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
      text.append(String.format(Locale.ROOT, "%s_bucket{le=\"%s\"} %d\n", name, bound, below));
    }
    text.append(name).append("_sum ").append(number(sum.sum())).append('\n');
    return text.append(name).append("_count ").append(below).append('\n').toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
