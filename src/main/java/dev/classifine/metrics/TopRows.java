package dev.classifine.metrics;

import dev.classifine.problem.Targets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The rows with the highest keys, at most so many; of equal ones the first of the set. */
final class TopRows {

  private static final Comparator<EvaluatedRow> BEST_FIRST =
      Comparator.comparingDouble(EvaluatedRow::key).reversed().thenComparingInt(EvaluatedRow::row);

  private final int most;
  private final PriorityQueue<EvaluatedRow> kept = new PriorityQueue<>(BEST_FIRST.reversed());

  TopRows(int most) {
    this.most = most;
  }

  /** Keeps a copy of a row that belongs to the highest; none whose key is not finite. */
  void offer(double key, int row, int length, float[] logits, Targets targets, int target) {
    if (!Double.isFinite(key) || (kept.size() == most && kept.peek().isBefore(key, row))) {
      return;
    }
    kept.add(
        new EvaluatedRow(key, row, length, logits.clone(), targets.select(new int[] {target})));
    if (kept.size() > most) {
      kept.remove();
    }
  }

  /** The rows, the highest key first. */
  List<EvaluatedRow> rows() {
    return kept.stream().sorted(BEST_FIRST).toList();
  }
}
