package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.MetricDirection;
import dev.classifine.metrics.MetricValue;
import dev.classifine.metrics.RegressionMetrics;
import dev.classifine.metrics.SingleLabelMetrics;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingProgress;
import dev.classifine.train.TrainingProgress.Earlier;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.TuningReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long best;
  private final TrainingControl control =
      new TrainingControl() {
        @Override
        public void stop() {}

        @Override
        public void evaluate() {}

        @Override
        public void save() {}

        @Override
        public long bestStep() {
          return best;
        }
      };

  @Test
  void aTableFitsEightyColumnsWhateverTheLabels() {
    LabelSet labels =
        new LabelSet(List.of("short", "a label that is longer than any column can be wide"));
    SingleLabelMetrics metrics = new SingleLabelMetrics(labels);
    metrics.add(0, 0);
    metrics.add(1, 0);
    String table =
        EvaluationTable.format(new EvaluationReport(metrics.evaluation(), 0.5, 0.6, true, 1, 1));
    table.lines().forEach(line -> assertTrue(line.length() <= 80, line));
    assertTrue(table.contains("a label that is longer than any col…"), table);
    assertTrue(
        table.contains(
            "short                                    1.0000    0.5000    0.6667        2"),
        table);
    assertTrue(table.contains("smoothed_loss       0.6000"), table);
    assertTrue(table.contains("accuracy            0.5000"), table);
  }

  @Test
  void regressionHasNumbersOnly() {
    RegressionMetrics metrics = new RegressionMetrics(1);
    metrics.add(new float[] {1}, new float[] {3});
    String table =
        EvaluationTable.format(new EvaluationReport(metrics.evaluation(), 4, 4, false, 1, 1));
    assertTrue(table.startsWith("loss                4.0000"), table);
    assertTrue(table.contains("mae                 2.0000"), table);
  }

  @Test
  void metricsOfOnesOwnStandUnderTheOthersAndColumnsStayStraight() {
    LabelSet labels = new LabelSet(List.of("a", "b"));
    List<MetricValue> own =
        List.of(
            new MetricValue("macro_cost", 2, MetricDirection.SMALLER_IS_BETTER),
            new MetricValue("a_name_of_many_characters", 3, MetricDirection.GREATER_IS_BETTER));
    Evaluation evaluation = new SingleLabelMetrics(labels).evaluation().with(own);
    String table = EvaluationTable.format(new EvaluationReport(evaluation, 4, 4, false, 1, 1));
    assertTrue(table.contains("\nmacro_cost                   2.0000\n"), table);
    assertTrue(table.contains("\na_name_of_many_characters    3.0000\n"), table);
    assertTrue(table.contains("\nloss                         4.0000\n"), table);
    assertTrue(!table.contains("\nmacro_f1"), "it stands in the table of labels");
  }

  @Test
  void aTuningTellsTheDecisionAndTheNumbersBeforeAndAfter() {
    Decision decision =
        Decision.of(ProblemType.MULTI_LABEL)
            .withTemperature(1.5)
            .withThresholds(List.of(0.25, 0.75))
            .withAtLeastOne(true)
            .withTopK(3);
    TuningReport report = new TuningReport(7, Map.of("ece", 0.5), Map.of("ece", 0.125), List.of());
    LabelSet labels = new LabelSet(List.of("a", "b"));
    assertEquals(
        """
        temperature                             1.5000
        threshold of a                          0.2500
        threshold of b                          0.7500
        at least one label                         yes
        labels at most                               3

                              before     after
        ece                   0.5000    0.1250
        examples                             7
        """,
        TuningTable.format(new Tuned(decision, labels, report)));
    Decision one = Decision.of(ProblemType.MULTI_LABEL).withThreshold(0.25);
    String table = TuningTable.format(new Tuned(one, labels, report));
    assertTrue(table.contains("\nthreshold                               0.2500\n"), table);
  }

  @Test
  void aTerminalHasOneLineThatIsWrittenOver() {
    ConsoleProgress progress = progress(120, "loss");
    progress.onStep(step(1));
    progress.onStep(step(2)); // too soon to show
    progress.onStep(step(10));
    progress.clear();
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(0, shown.chars().filter(c -> c == '\n').count(), shown);
    assertTrue(shown.contains("[##......................] 1/10  loss"), shown);
    assertTrue(shown.contains("[########################] 10/10  loss"), shown);
    assertTrue(!shown.contains(" 2/10"), shown);
    for (String line : shown.split("\r")) {
      assertTrue(line.length() < 120, line);
    }
  }

  @Test
  void aNarrowTerminalIsNotOverrun() {
    ConsoleProgress progress = progress(40, "loss");
    progress.onStep(step(10));
    for (String line : bytes.toString(StandardCharsets.UTF_8).split("\r")) {
      assertTrue(line.length() < 40, line);
    }
  }

  @Test
  void eightyColumnsHoldTheBarAndTheTimeLeft() {
    ConsoleProgress progress = progress(80, "loss");
    progress.onStep(
        new TrainingProgress(
            10, 99_999, 1, 12.5, 1, 1e-4, 80_000, 7.5, Earlier.NONE)); // 20 hours left
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(shown.contains("[........] 10/99999"), shown);
    assertTrue(shown.endsWith(" left"), shown);
  }

  @Test
  void elsewhereEveryLogEntryIsALine() {
    ConsoleProgress progress = progress(0, "loss");
    progress.onStep(step(4));
    assertEquals("", bytes.toString(StandardCharsets.UTF_8));
    progress.onLog(Map.of("loss", 0.75));
    progress.onSave(Path.of("out", "checkpoint-4"), step(4));
    assertEquals(
        """
        step 4/10  epoch 0.40  loss 0.7500  lr 1.00e-04  16.0 samples/s  0:03 left
        step 4/10  saved out/checkpoint-4
        """,
        lines());
  }

  @Test
  void aLogEntrySaysHowManyStepsWereSkipped() {
    Map<String, Object> entry = new HashMap<>(Map.of("skipped_steps", 3));
    entry.put("loss", null);
    assertEquals(
        "step 4/10  epoch 0.40  loss none  lr 1.00e-04  16.0 samples/s  0:03 left  skipped 3",
        ConsoleProgress.line(step(4), entry));
  }

  @Test
  void anEvaluationShowsTheMetricThatTellsTheBest() {
    for (String metric : List.of("loss", "eval_weighted_recall", "smoothed_loss")) {
      progress(0, metric).onEvaluation(evaluation(), step(4));
    }
    assertEquals(
        """
        epoch 0.40  eval_loss 0.5000  accuracy 1.0000  macro_f1 1.0000  micro_f1 1.0000
        epoch 0.40  eval_loss 0.5000  weighted_recall 1.0000  accuracy 1.0000  macro_f1 1.0000
        epoch 0.40  eval_loss 0.5000  smoothed_loss 0.6000  accuracy 1.0000  macro_f1 1.0000
        """,
        lines());
  }

  @Test
  void onATerminalEvaluationsAreATableThatGrows() {
    ConsoleProgress progress = progress(80, "weighted_recall");
    progress.onLog(Map.of("loss", 0.75));
    progress.onEvaluation(evaluation(), step(3));
    best = 4;
    progress.onEvaluation(evaluation(), step(4)); // nothing was logged since
    assertEquals(
        """
         epoch   step     loss eval_loss  weighted_recall  accuracy  macro_f1
          0.30      3   0.7500    0.5000           1.0000    1.0000    1.0000
          0.40      4        -    0.5000           1.0000    1.0000    1.0000  best
        """,
        lines());
  }

  @Test
  void aTerminalHasAsManyMetricsAsFit() {
    ConsoleProgress progress = progress(60, "weighted_recall");
    best = 4;
    progress.onEvaluation(evaluation(), step(4));
    assertEquals(
        """
         epoch   step     loss eval_loss  weighted_recall
          0.40      4        -    0.5000           1.0000  best
        """,
        lines());
  }

  @Test
  void theSpeedIsThatOfThisPartOfTheRun() {
    Earlier slow = new Earlier(100, 800, 1000);
    TrainingProgress resumed = new TrainingProgress(110, 210, 1, 1, 1, 1e-4, 880, 1005, slow);
    assertEquals(16, resumed.examplesPerSecond());
    assertEquals(50, resumed.secondsLeft());
    TrainingProgress begun = new TrainingProgress(100, 210, 1, 1, 1, 1e-4, 800, 1000, slow);
    assertEquals(0, begun.examplesPerSecond());
    assertTrue(Double.isNaN(begun.secondsLeft()));
  }

  @Test
  void durationsAreReadable() {
    assertEquals("0:07", ConsoleProgress.duration(7.4));
    assertEquals("61:01".length(), ConsoleProgress.duration(3599).length());
    assertEquals("2:00:05", ConsoleProgress.duration(7205));
    assertEquals("?", ConsoleProgress.duration(Double.NaN));
  }

  private String lines() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private ConsoleProgress progress(int width, String metric) {
    Terminal terminal = width == 0 ? Terminal.none(stream) : Terminal.of(stream, width, 24, false);
    ConsoleProgress progress = new ConsoleProgress(terminal, metric);
    progress.onBegin(10, control);
    return progress;
  }

  private static EvaluationReport evaluation() {
    SingleLabelMetrics metrics = new SingleLabelMetrics(new LabelSet(List.of("a", "b")));
    metrics.add(0, 0);
    metrics.add(1, 1);
    return new EvaluationReport(metrics.evaluation(), 0.5, 0.6, true, 1, 1);
  }

  private static TrainingProgress step(long step) {
    return new TrainingProgress(
        step, 10, step / 10.0, 0.5, 1, 1e-4, step * 8, step / 2.0, Earlier.NONE);
  }
}
