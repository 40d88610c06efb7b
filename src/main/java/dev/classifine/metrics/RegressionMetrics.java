package dev.classifine.metrics;

import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Sums errors and moments of predicted numbers. For Spearman's correlation, which needs ranks, a
 * {@link RowSample} keeps the rows: all of them up to {@value #MOST_NUMBERS} numbers, beyond that a
 * random sample of as many, whose correlation is right to about 0.001.
 */
public final class RegressionMetrics implements MetricsAccumulator {

  /** 8 MiB of predictions and truth. */
  static final int MOST_NUMBERS = 1 << 20;

  private final int width;
  private final CoMoments[] moments; // of each of a row's numbers
  private final RowSample sample;
  private double squares;
  private double absolutes;
  private long rows;

  /** For rows of {@code width} numbers. */
  public RegressionMetrics(int width) {
    this(width, MOST_NUMBERS);
  }

  RegressionMetrics(int width, int mostNumbers) {
    this.width = width;
    this.moments = Stream.generate(CoMoments::new).limit(width).toArray(CoMoments[]::new);
    this.sample = new RowSample(width, Math.max(1, mostNumbers / width));
  }

  /** Adds a row of numbers. */
  public void add(float[] prediction, float[] truth) {
    for (int column = 0; column < width; column++) {
      double error = (double) prediction[column] - truth[column];
      squares += error * error;
      absolutes += Math.abs(error);
      moments[column].add(prediction[column], truth[column]);
    }
    sample.add(prediction, truth);
    rows++;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    Targets.Values values = (Targets.Values) targets;
    add(logits, Arrays.copyOfRange(values.values(), row * width, (row + 1) * width));
  }

  @Override
  public RegressionEvaluation evaluation() {
    long numbers = rows * width;
    return new RegressionEvaluation(
        Math.toIntExact(rows),
        squares / numbers, // NaN without rows
        absolutes / numbers,
        Arrays.stream(moments).mapToDouble(CoMoments::correlation).sum() / width,
        sample.spearman());
  }
}
