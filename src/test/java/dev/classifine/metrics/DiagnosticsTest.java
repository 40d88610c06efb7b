package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of an evaluation for its report, against plain loops over all rows. */
class DiagnosticsTest {

  private static final int ROWS = 3000;
  private static final int LABELS = 4;
  private static final LabelSet NAMES = new LabelSet(List.of("a", "b", "c", "d"));

  private final Random random = new Random(11);
  private final float[][] logits = new float[ROWS][LABELS];

  private void draw() {
    for (float[] row : logits) {
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) random.nextGaussian() * 2;
      }
    }
  }

  /** Rows in another order than the set's, as batches of like length come. */
  private Diagnostics taken(Decision decision, Targets targets) {
    Diagnostics diagnostics = new Diagnostics(decision, NAMES);
    for (int i = 0; i < ROWS; i++) {
      int row = i * 7 % ROWS; // ROWS is no multiple of 7
      diagnostics.add(row, row * 31 % 101, logits[row], targets.select(new int[] {row}), 0);
    }
    return diagnostics;
  }

  private static List<Integer> rows(List<EvaluatedRow> rows) {
    return rows.stream().map(EvaluatedRow::row).toList();
  }

  @Test
  void theSurestMistakesAreThoseOfAllRows() {
    draw();
    int[] classes = random.ints(ROWS, 0, LABELS).toArray();
    Decision decision = Decision.of(ProblemType.SINGLE_LABEL);
    Diagnostics diagnostics = taken(decision, new Targets.Classes(classes));
    List<Integer> expected =
        IntStream.range(0, ROWS)
            .filter(row -> largest(logits[row]) != classes[row])
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    row -> -decision.scores(logits[row])[largest(logits[row])]))
            .limit(Diagnostics.MOST_ERRORS)
            .toList();
    assertEquals(expected, rows(diagnostics.errors()));
    EvaluatedRow first = diagnostics.errors().get(0);
    assertEquals(classes[first.row()], ((Targets.Classes) first.truth()).ids()[0]);
    assertArrayEquals(logits[first.row()], first.logits());
  }

  private static int largest(float[] row) {
    int best = 0;
    for (int k = 1; k < row.length; k++) {
      best = row[k] > row[best] ? k : best;
    }
    return best;
  }

  @Test
  void aMissedLabelIsAMistakeToo() {
    Diagnostics diagnostics = new Diagnostics(Decision.of(ProblemType.MULTI_LABEL), NAMES);
    Targets targets =
        new Targets.LabelLists(
            new int[][] {{0}, {1}, {}, {2}}, new int[][] {{}, {}, {}, {0}}, null);
    diagnostics.add(0, 5, new float[] {-3, -9, -9, -9}, targets, 0); // a missed, at 0.047
    diagnostics.add(1, 5, new float[] {-9, 1, -9, 2}, targets, 1); // d too much, at 0.88
    diagnostics.add(2, 5, new float[] {-1, -1, -1, -1}, targets, 2); // right
    diagnostics.add(3, 5, new float[] {9, -9, 9, -9}, targets, 3); // a is not known
    assertEquals(List.of(0, 1), rows(diagnostics.errors()));
    assertEquals(1 - Decision.sigmoid(-3, 1), diagnostics.errors().get(0).key(), 1e-12);
    assertEquals(Decision.sigmoid(2, 1), diagnostics.errors().get(1).key(), 1e-12);
  }

  @Test
  void ofEqualLengthsTheFirstRowsAreKept() {
    draw();
    Diagnostics diagnostics =
        taken(Decision.of(ProblemType.SINGLE_LABEL), new Targets.Classes(new int[ROWS]));
    List<Integer> all = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    all.sort(Comparator.comparing(row -> -(row * 31 % 101)));
    assertEquals(all.subList(0, Diagnostics.MOST_EXTREMES), rows(diagnostics.longest()));
    all.sort(Comparator.<Integer>naturalOrder());
    all.sort(Comparator.comparing(row -> row * 31 % 101));
    assertEquals(all.subList(0, Diagnostics.MOST_EXTREMES), rows(diagnostics.shortest()));
  }

  @Test
  void thresholdsCountWhatIsAboveThem() {
    draw();
    int[][] lists =
        IntStream.range(0, ROWS)
            .mapToObj(row -> random.nextBoolean() ? new int[] {row % LABELS} : new int[0])
            .toArray(int[][]::new);
    Diagnostics diagnostics =
        taken(Decision.of(ProblemType.MULTI_LABEL), new Targets.LabelLists(lists));
    for (int step = 0; step <= ThresholdCurve.STEPS; step++) {
      double threshold = (double) step / ThresholdCurve.STEPS;
      for (int k = 0; k < LABELS; k++) {
        long predicted = 0;
        long found = 0;
        for (int row = 0; row < ROWS; row++) {
          if (Decision.sigmoid(logits[row][k], 1) > threshold) {
            predicted++;
            found += lists[row].length > 0 && lists[row][0] == k ? 1 : 0;
          }
        }
        ClassReport report = diagnostics.thresholds().orElseThrow().at(k, "x", step);
        assertEquals(predicted, report.predicted(), "threshold " + threshold);
        assertEquals(found, report.truePositives(), "threshold " + threshold);
      }
    }
  }

  @Test
  void theReliabilityDiagramHasTheCalibrationErrorOfItsBins() {
    draw();
    Targets targets = new Targets.Classes(random.ints(ROWS, 0, LABELS).toArray());
    ReliabilityDiagram diagram =
        taken(Decision.of(ProblemType.SINGLE_LABEL), targets).reliability().orElseThrow();
    double error = 0;
    long cases = 0;
    for (ReliabilityDiagram.Bin bin : diagram.bins()) {
      cases += bin.cases();
      if (bin.cases() > 0) {
        assertTrue(bin.from() < bin.probability() && bin.probability() <= bin.to(), bin + "");
        error += bin.cases() * Math.abs(bin.frequency() - bin.probability()) / ROWS;
      }
    }
    assertEquals(ROWS, cases);
    assertEquals(error, diagram.error(), 1e-12);
  }

  @Test
  void predictedNumbersAreASampleOfPairs() {
    draw();
    float[] truth = new float[ROWS * LABELS];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = logits[i / LABELS][i % LABELS] + 1;
    }
    Diagnostics diagnostics =
        taken(Decision.of(ProblemType.REGRESSION), new Targets.Values(truth, LABELS));
    double[] predicted = diagnostics.predicted(2);
    double[] actual = diagnostics.actual(2);
    assertEquals(Diagnostics.MOST_POINTS, predicted.length);
    for (int i = 0; i < predicted.length; i++) {
      assertEquals(predicted[i] + 1, actual[i], 1e-5);
    }
  }

  @Test
  void aRowWithoutNumbersIsNoMistake() {
    Diagnostics diagnostics = new Diagnostics(Decision.of(ProblemType.REGRESSION), NAMES);
    Targets targets = new Targets.Values(new float[LABELS], LABELS);
    diagnostics.add(0, 3, new float[] {Float.NaN, 0, 0, 0}, targets, 0);
    assertEquals(List.of(), diagnostics.errors());
    assertEquals(List.of(0), rows(diagnostics.longest()));
  }
}
