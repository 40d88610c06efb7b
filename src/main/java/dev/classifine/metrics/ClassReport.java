package dev.classifine.metrics;

/**
 * How well one label is found.
 *
 * @param label its name
 * @param truePositives rows that have it and were predicted to
 * @param predicted rows that were predicted to have it
 * @param support rows that have it
 */
public record ClassReport(String label, long truePositives, long predicted, long support) {

  /** The share of predictions that are right; 0 where there are none. */
  public double precision() {
    return ratio(truePositives, predicted);
  }

  /** The share of the label's rows that are found; 0 where there are none. */
  public double recall() {
    return ratio(truePositives, support);
  }

  /**
   * The harmonic mean of precision and recall: 2tp / (predicted + support); 0 where the label
   * occurs nowhere.
   */
  public double f1() {
    return ratio(2 * truePositives, predicted + support);
  }

  /** Whether the label stands in the truth or in the predictions. */
  boolean occurs() {
    return predicted + support > 0;
  }

  static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
