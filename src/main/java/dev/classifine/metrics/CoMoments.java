package dev.classifine.metrics;

/**
 * Pearson's correlation of two columns that come number by number: means and central moments are
 * carried along (Welford 1962), so that columns far from 0 lose no digits.
 */
final class CoMoments {

  private long count;
  private double meanX;
  private double meanY;
  private double xx;
  private double yy;
  private double xy;

  void add(double x, double y) {
    count++;
    double beforeX = x - meanX;
    double beforeY = y - meanY;
    meanX += beforeX / count;
    meanY += beforeY / count;
    xx += beforeX * (x - meanX);
    yy += beforeY * (y - meanY);
    xy += beforeX * (y - meanY);
  }

  /**
   * The covariance over the product of the standard deviations; NaN where one is constant, or there
   * are no numbers.
   */
  double correlation() {
    return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
  }
}
