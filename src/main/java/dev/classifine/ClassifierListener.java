package dev.classifine;

/**
 * Is told what a {@link TextClassifier} computed, for measurements. It is called in the thread that
 * computed, and should return at once. What it throws ends the call that it is told of.
 */
@FunctionalInterface
public interface ClassifierListener {

  /** Texts were classified together, without an error. */
  void classified(Measurement measurement);

  /**
   * What it took.
   *
   * @param texts how many texts were classified together, at least 1; a pair counts as one
   * @param tokens their tokens, special tokens included and padding not
   * @param waitingNanos for how long they waited for others or for their turn, added up over the
   *     texts; 0 where a caller's own texts are classified at once
   * @param computingNanos from the first text read to the last prediction made
   */
  record Measurement(int texts, long tokens, long waitingNanos, long computingNanos) {}
}
