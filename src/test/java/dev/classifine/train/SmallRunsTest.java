package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import dev.classifine.problem.ProblemType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs at the edges: few rows, large batches, parts of epochs. */
class SmallRunsTest {

  @ParameterizedTest(name = "{0} rows, batch {1} x {2}, {3} epochs: {4} steps")
  @CsvSource({
    // rows, batch, accumulation, epochs, steps, examples
    "1, 1, 1, 1, 1, 1",
    "1, 8, 4, 3, 3, 3",
    "5, 64, 1, 2, 2, 10",
    "5, 2, 64, 2, 2, 10",
    "20, 4, 1, 0.5, 3, 12", // 2.5 steps are 3
    "20, 4, 1, 1.5, 8, 32",
    "20, 3, 2, 1.5, 6, 32", // 6 6 6 2, 6 6
    "20, 4, 1, 0.01, 1, 4"
  })
  void aRunHasTheStepsAndRowsOfItsEpochs(
      int rows, int batch, int accumulation, double epochs, long steps, long examples) {
    for (ProblemType type : ProblemType.values()) {
      TrainingOutcome outcome =
          train(
              type,
              Problems.options(epochs, batch, accumulation, 0).toBuilder()
                  .order(TrainingOptions.RowOrder.SEQUENTIAL)
                  .build(),
              rows,
              1);
      assertEquals(steps, outcome.steps());
      assertEquals(examples, outcome.examples());
      assertEquals(steps, outcome.logHistory().stream().filter(e -> e.containsKey("loss")).count());
      assertTrue(Double.isFinite(outcome.loss()));
      assertEquals(1, outcome.evaluation().evaluation().examples());
      long ends = (long) Math.ceil(epochs); // the last one may be a part
      assertEquals(
          ends, outcome.logHistory().stream().filter(e -> e.containsKey("eval_loss")).count());
    }
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void aBatchBeyondTheRowsIsOneOfAllRows(ProblemType type) {
    List<Double> losses = losses(train(type, Problems.options(4, 5, 1, 0), 5, 1));
    for (TrainingOptions options :
        List.of(Problems.options(4, 64, 1, 0), Problems.options(4, 2, 64, 0))) {
      List<Double> others = losses(train(type, options, 5, 1));
      for (int i = 0; i < losses.size(); i++) {
        assertEquals(losses.get(i), others.get(i), 1e-5 * Math.max(1, losses.get(i)));
      }
    }
  }

  private static List<Double> losses(TrainingOutcome outcome) {
    return outcome.logHistory().stream()
        .filter(entry -> entry.containsKey("loss"))
        .map(entry -> (Double) entry.get("loss"))
        .toList();
  }

  private static TrainingOutcome train(
      ProblemType type, TrainingOptions options, int rows, int evalRows) {
    try (Model model = Problems.network(0);
        Trainer trainer = Trainer.builder(model, type, Problems.THREE).options(options).build()) {
      return trainer.fit(Problems.of(type, rows, 1), Problems.of(type, evalRows, 2));
    }
  }
}
