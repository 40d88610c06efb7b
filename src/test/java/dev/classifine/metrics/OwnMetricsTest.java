package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OwnMetricsTest {

  private static final LabelSet ABC = new LabelSet(List.of("a", "b", "c"));

  /** The mean of the first logit. */
  private static final class FirstLogit implements Metric {
    private final String name;
    private double sum;
    private int rows;

    FirstLogit(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void add(float[] logits, Targets targets, int row) {
      sum += logits[0];
      rows++;
    }

    @Override
    public double value() {
      return sum / rows;
    }
  }

  @ParameterizedTest
  @EnumSource
  void standLastInTheMetricsOfEveryProblem(ProblemType type) {
    MetricsAccumulator accumulator = accumulator(type, "first_logit", "cost_loss");
    accumulator.add(new float[] {3, 1, 2}, targets(type), 0);
    accumulator.add(new float[] {5, 1, 2}, targets(type), 1);
    Evaluation evaluation = accumulator.evaluation();
    List<String> names = new ArrayList<>(evaluation.metrics().keySet());
    assertEquals(
        List.of("first_logit", "cost_loss"), names.subList(names.size() - 2, names.size()));
    assertEquals(4, evaluation.metrics().get("first_logit"));
    MetricsAccumulator plain = MetricsAccumulator.of(type, ABC);
    plain.add(new float[] {3, 1, 2}, targets(type), 0);
    plain.add(new float[] {5, 1, 2}, targets(type), 1);
    assertEquals(
        plain.evaluation().metrics().keySet().stream().toList(),
        names.subList(0, names.size() - 2));
    assertEquals(type, evaluation.problemType());
    assertEquals(2, evaluation.examples());
    assertTrue(evaluation.toString().contains("first_logit=4.0"), evaluation.toString());
    assertEquals(MetricDirection.GREATER_IS_BETTER, evaluation.direction("first_logit"));
    assertEquals(MetricDirection.SMALLER_IS_BETTER, evaluation.direction("cost_loss"));
  }

  @Test
  void startAfreshInEachEvaluation() {
    List<MetricFactory> factories = List.of((decision, labels) -> new FirstLogit("first"));
    Decision decision = Decision.of(ProblemType.SINGLE_LABEL);
    for (int round = 1; round <= 2; round++) {
      MetricsAccumulator accumulator = MetricsAccumulator.of(decision, ABC, factories);
      accumulator.add(new float[] {round, 0, 0}, targets(ProblemType.SINGLE_LABEL), 0);
      assertEquals(round, accumulator.evaluation().metrics().get("first"));
    }
  }

  @Test
  void areToldTheDecisionAndTheLabels() {
    Decision tuned = Decision.of(ProblemType.MULTI_LABEL).withTopK(2);
    List<Object> told = new ArrayList<>();
    MetricsAccumulator.of(
        tuned,
        ABC,
        List.of(
            (decision, labels) -> {
              told.addAll(List.of(decision, labels));
              return new FirstLogit("first");
            }));
    assertEquals(List.of(tuned, ABC), told);
  }

  @ParameterizedTest
  @CsvSource({
    "SINGLE_LABEL, accuracy",
    "SINGLE_LABEL, macro_f1",
    "MULTI_LABEL, hamming_loss",
    "REGRESSION, rmse",
    "REGRESSION, loss",
    "SINGLE_LABEL, runtime"
  })
  void aNameThatIsTakenIsAnErrorBeforeAnyRow(ProblemType type, String name) {
    UsageException error = assertThrows(UsageException.class, () -> accumulator(type, name));
    assertTrue(error.getMessage().startsWith("metric: the name \"" + name + "\" is taken"));
  }

  @Test
  void twoOfOneNameAndNoNameAreErrors() {
    ProblemType type = ProblemType.SINGLE_LABEL;
    assertThrows(UsageException.class, () -> accumulator(type, "mine", "mine"));
    assertThrows(UsageException.class, () -> accumulator(type, " "));
    assertEquals(
        List.of("a_new_name"),
        accumulator(type, "a_new_name").evaluation().ownMetrics().stream()
            .map(MetricValue::name)
            .toList());
  }

  @Test
  void directionsFollowTheNames() {
    for (String name :
        List.of(
            "loss",
            "eval_loss",
            "smoothed_loss",
            "hamming_loss",
            "mse",
            "eval_rmse",
            "mae",
            "ece",
            "brier_score",
            "max_error")) {
      assertEquals(MetricDirection.SMALLER_IS_BETTER, MetricDirection.of(name), name);
    }
    for (String name :
        List.of("accuracy", "eval_macro_f1", "pearson", "subset_accuracy", "lossy")) {
      assertEquals(MetricDirection.GREATER_IS_BETTER, MetricDirection.of(name), name);
    }
  }

  @Test
  void everyBuiltInErrorIsKnownAsOne() {
    List<String> smaller =
        Stream.of(ProblemType.values())
            .flatMap(
                type -> MetricsAccumulator.of(type, ABC).evaluation().metrics().keySet().stream())
            .filter(name -> MetricDirection.of(name) == MetricDirection.SMALLER_IS_BETTER)
            .toList();
    assertEquals(List.of("hamming_loss", "mse", "rmse", "mae"), smaller);
  }

  @Test
  void notANumberIsNeverBetter() {
    for (MetricDirection direction : MetricDirection.values()) {
      assertFalse(direction.isBetter(Double.NaN, 1));
      assertFalse(direction.isBetter(Double.NaN, Double.NaN));
      assertTrue(direction.isBetter(1, Double.NaN));
      assertFalse(direction.isBetter(1, 1));
    }
    assertTrue(MetricDirection.GREATER_IS_BETTER.isBetter(2, 1));
    assertTrue(MetricDirection.SMALLER_IS_BETTER.isBetter(1, 2));
  }

  private static MetricsAccumulator accumulator(ProblemType type, String... names) {
    List<MetricFactory> factories =
        Stream.of(names)
            .<MetricFactory>map(name -> (decision, labels) -> new FirstLogit(name))
            .toList();
    return MetricsAccumulator.of(Decision.of(type), ABC, factories);
  }

  private static Targets targets(ProblemType type) {
    return switch (type) {
      case SINGLE_LABEL -> new Targets.Classes(new int[] {0, 1});
      case MULTI_LABEL -> new Targets.LabelLists(new int[][] {{0}, {1, 2}});
      case REGRESSION -> new Targets.Values(new float[] {1, 2, 3, 4, 5, 6}, 3);
    };
  }
}
