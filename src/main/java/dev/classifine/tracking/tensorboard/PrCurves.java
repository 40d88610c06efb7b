package dev.classifine.tracking.tensorboard;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The precision-recall curves of an evaluation: of each label of a multi-label problem, the first
 * {@value #MOST_LABELS} of them; of the second of two labels; else none. An evaluation may run over
 * the training rows as well, after its own.
 */
final class PrCurves {

  /** A curve takes 5 kB of the file at each evaluation. */
  private static final int MOST_LABELS = 100;

  private static final List<String> TAGS = List.of("eval/pr_curve/", "eval/train_pr_curve/");

  private final Decision decision;
  private final LabelSet labels;
  private final int[] drawn;
  private final List<PrCurve[]> passes = new ArrayList<>();
  private PrCurve[] running;

  PrCurves(ProblemType problem, LabelSet labels) {
    this.decision = Decision.of(problem);
    this.labels = labels;
    this.drawn =
        switch (problem) {
          case MULTI_LABEL -> IntStream.range(0, Math.min(labels.size(), MOST_LABELS)).toArray();
          case SINGLE_LABEL -> labels.size() == 2 ? new int[] {1} : new int[0];
          case REGRESSION -> new int[0];
        };
    this.running = empty();
  }

  private PrCurve[] empty() {
    return Arrays.stream(drawn).mapToObj(label -> new PrCurve()).toArray(PrCurve[]::new);
  }

  /** Adds a batch, as the callback of the same name hears of it. */
  void onEvaluationBatch(float[] logits, Targets targets) {
    int k = labels.size();
    for (int row = 0; row < (drawn.length == 0 ? 0 : targets.size()); row++) {
      double[] scores = decision.scores(Arrays.copyOfRange(logits, row * k, (row + 1) * k));
      for (int i = 0; i < drawn.length; i++) {
        if (isKnown(targets, row, drawn[i])) {
          running[i].add(scores[drawn[i]], isTrue(targets, row, drawn[i]));
        }
      }
    }
  }

  private static boolean isKnown(Targets targets, int row, int label) {
    return targets instanceof Targets.LabelLists lists
        ? lists.knows(row, label)
        : !targets.isIgnored(row);
  }

  private static boolean isTrue(Targets targets, int row, int label) {
    return targets instanceof Targets.LabelLists lists
        ? Arrays.binarySearch(lists.ids()[row], label) >= 0
        : ((Targets.Classes) targets).ids()[row] == label;
  }

  /** After a batch: a pass over a set is over where all of its rows are done. */
  void onEvaluationStep(int rowsDone, int rows) {
    if (rowsDone == rows) {
      passes.add(running);
      running = empty();
    }
  }

  /** Takes what the evaluation gave. */
  List<Message> take() {
    List<Message> values = new ArrayList<>();
    for (int pass = 0; pass < Math.min(passes.size(), TAGS.size()); pass++) {
      for (int i = 0; i < drawn.length; i++) {
        values.add(
            Summaries.prCurve(
                TAGS.get(pass) + labels.name(drawn[i]), passes.get(pass)[i].values()));
      }
    }
    passes.clear();
    return values;
  }
}
