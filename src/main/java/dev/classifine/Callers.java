package dev.classifine;

import java.util.function.IntUnaryOperator;

/**
 * Whose texts are classified in one call.
 *
 * @param index by a text's place in the call the one among its caller's texts, both from 0
 * @param waitedNanos how long they waited for the call, added up
 */
record Callers(IntUnaryOperator index, long waitedNanos) {

  /** One caller, who did not wait. */
  static final Callers ONE = new Callers(IntUnaryOperator.identity(), 0);

  /** What an error calls a text. */
  String text(int place) {
    return "text " + index.applyAsInt(place) + " (from 0)";
  }
}
