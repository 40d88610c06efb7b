package dev.classifine.metrics;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a report shows of an evaluation beside its metrics, taken row by row into memory that does
 * not grow with the number of rows: a reliability diagram, threshold curves, a sample of predicted
 * numbers, and the few rows whose texts are shown.
 */
public final class Diagnostics {

  /** How many rows with mistakes are kept. */
  public static final int MOST_ERRORS = 25;

  /** How many of the longest, and of the shortest, rows are kept. */
  public static final int MOST_EXTREMES = 5;

  /** How many rows of predicted numbers are kept. */
  public static final int MOST_POINTS = 1000;

  private final Decision decision;
  private final TopRows errors = new TopRows(MOST_ERRORS);
  private final TopRows longest = new TopRows(MOST_EXTREMES);
  private final TopRows shortest = new TopRows(MOST_EXTREMES);
  private final ReliabilityDiagram reliability; // null for regression
  private final ThresholdCurve thresholds; // null but for multi-label
  private final RowSample sample; // null but for regression

  /**
   * @param decision how logits become scores and labels
   * @param labels the labels, in the order of the logits
   */
  public Diagnostics(Decision decision, LabelSet labels) {
    ProblemType type = decision.problemType();
    this.decision = decision;
    this.reliability = type == ProblemType.REGRESSION ? null : new ReliabilityDiagram(decision);
    this.thresholds =
        type == ProblemType.MULTI_LABEL ? new ThresholdCurve(decision, labels.size()) : null;
    this.sample = type == ProblemType.REGRESSION ? new RowSample(labels.size(), MOST_POINTS) : null;
  }

  /**
   * Adds a row that is not ignored.
   *
   * @param row its place in the evaluated set
   * @param length of its text, in tokens
   * @param logits {@code [K]}; not kept
   * @param targets the truth of some rows
   * @param target the row of the targets
   */
  public void add(int row, int length, float[] logits, Targets targets, int target) {
    errors.offer(mistake(logits, targets, target), row, length, logits, targets, target);
    longest.offer(length, row, length, logits, targets, target);
    shortest.offer(-length, row, length, logits, targets, target);
    if (reliability != null) {
      reliability.add(logits, targets, target);
    }
    if (thresholds != null) {
      thresholds.add(logits, (Targets.LabelLists) targets, target);
    }
    if (sample != null) {
      sample.add(logits, numbers(targets, target, logits.length));
    }
  }

  /** How sure the surest mistake of a row is, or its largest error; NaN where it has none. */
  private double mistake(float[] logits, Targets targets, int row) {
    if (targets instanceof Targets.Values) {
      float[] truth = numbers(targets, row, logits.length);
      double most = 0;
      for (int k = 0; k < logits.length; k++) {
        most = Math.max(most, Math.abs((double) logits[k] - truth[k]));
      }
      return most > 0 ? most : Double.NaN;
    }
    double[] scores = decision.scores(logits);
    boolean[] truth = Probabilities.truth(targets, row, logits.length);
    boolean[] decided = new boolean[logits.length];
    Arrays.stream(decision.decide(logits)).forEach(k -> decided[k] = true);
    double surest = Double.NaN;
    for (int k = 0; k < logits.length; k++) {
      boolean missed = truth[k] && decision.problemType() == ProblemType.MULTI_LABEL;
      if (decided[k] != truth[k] && (decided[k] || missed) && known(targets, row, k)) {
        double sure = decided[k] ? scores[k] : 1 - scores[k];
        surest = Double.isNaN(surest) ? sure : Math.max(surest, sure);
      }
    }
    return surest;
  }

  private static boolean known(Targets targets, int row, int label) {
    return Probabilities.isKnown(targets, row, label);
  }

  private static float[] numbers(Targets targets, int row, int width) {
    return Arrays.copyOfRange(((Targets.Values) targets).values(), row * width, (row + 1) * width);
  }

  /** How logits became scores and labels. */
  public Decision decision() {
    return decision;
  }

  /** The surest mistakes, or the largest errors, the surest first. */
  public List<EvaluatedRow> errors() {
    return errors.rows();
  }

  /** The longest rows, the longest first. */
  public List<EvaluatedRow> longest() {
    return longest.rows();
  }

  /** The shortest rows, the shortest first. */
  public List<EvaluatedRow> shortest() {
    return shortest.rows();
  }

  /** Probabilities against frequencies; none for a regression. */
  public Optional<ReliabilityDiagram> reliability() {
    return Optional.ofNullable(reliability);
  }

  /** Decisions by threshold; for a multi-label problem only. */
  public Optional<ThresholdCurve> thresholds() {
    return Optional.ofNullable(thresholds);
  }

  /**
   * Predicted numbers of at most {@value #MOST_POINTS} rows, each row as likely as any other; for a
   * regression only.
   *
   * @param column which of a row's numbers
   */
  public double[] predicted(int column) {
    return sample.predicted(column);
  }

  /** The truth of the rows of {@link #predicted}. */
  public double[] actual(int column) {
    return sample.actual(column);
  }
}
