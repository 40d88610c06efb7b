package dev.classifine.metrics;

import dev.classifine.problem.Targets;

/**
 * A row that a report shows.
 *
 * @param key what it was chosen for: how sure the mistake was, in [0, 1], how large the error, or
 *     the length
 * @param row its place in the evaluated set
 * @param length of its text, in tokens
 * @param logits {@code [K]}
 * @param truth its own target alone
 */
public record EvaluatedRow(double key, int row, int length, float[] logits, Targets truth) {

  /** Whether it comes before a row with this key. */
  boolean isBefore(double otherKey, int otherRow) {
    return key > otherKey || (key == otherKey && row < otherRow);
  }
}
