package dev.classifine.metrics;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts the decisions for each label, and rows without a mistake. Labels that are ignored in a row
 * are counted nowhere, nor is a row of which no label is known.
 */
public final class MultiLabelMetrics implements MetricsAccumulator {

  private final LabelSet labels;
  private final Decision decision;
  private final long[] truePositives;
  private final long[] predicted;
  private final long[] support;
  private final long[] known;
  private long rows;
  private long exact;
  private long wrong;
  private long decided;

  /** For these labels, of which a row has those that the decision gives it. */
  public MultiLabelMetrics(LabelSet labels, Decision decision) {
    this.labels = labels;
    this.decision = decision;
    this.truePositives = new long[labels.size()];
    this.predicted = new long[labels.size()];
    this.support = new long[labels.size()];
    this.known = new long[labels.size()];
  }

  /**
   * Adds a row.
   *
   * @param decisions for each label whether it was predicted
   * @param actual the ids of the row's labels
   */
  public void add(boolean[] decisions, int[] actual) {
    add(decisions, new Targets.LabelLists(new int[][] {actual}), 0);
  }

  private void add(boolean[] decisions, Targets.LabelLists targets, int row) {
    boolean[] truth = new boolean[labels.size()];
    if (!targets.isIgnored(row)) {
      Arrays.stream(targets.ids()[row]).forEach(id -> truth[id] = true);
    }
    long mistakes = 0;
    long told = 0;
    for (int k = 0; k < truth.length; k++) {
      if (!targets.knows(row, k)) {
        continue;
      }
      told++;
      known[k]++;
      predicted[k] += decisions[k] ? 1 : 0;
      support[k] += truth[k] ? 1 : 0;
      truePositives[k] += decisions[k] && truth[k] ? 1 : 0;
      mistakes += decisions[k] != truth[k] ? 1 : 0;
    }
    rows += told > 0 ? 1 : 0;
    exact += told > 0 && mistakes == 0 ? 1 : 0;
    wrong += mistakes;
    decided += told;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    boolean[] decisions = new boolean[logits.length];
    for (int id : decision.decide(logits)) {
      decisions[id] = true;
    }
    add(decisions, (Targets.LabelLists) targets, row);
  }

  @Override
  public MultiLabelEvaluation evaluation() {
    List<ClassReport> reports = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      reports.add(new ClassReport(labels.name(k), truePositives[k], predicted[k], support[k]));
    }
    List<ClassReport> inMacro =
        IntStream.range(0, known.length).filter(k -> known[k] > 0).mapToObj(reports::get).toList();
    return new MultiLabelEvaluation(reports, inMacro, rows, exact, wrong, decided);
  }
}
