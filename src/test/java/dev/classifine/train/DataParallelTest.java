package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.listener.TrainingListenerAdapter;
import dev.classifine.error.UsageException;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.DeviceList;
import dev.classifine.script.NativeRuntime;
import dev.classifine.train.LossAccumulationTest.Case;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several replicas make the updates of one that is given all their rows. */
class DataParallelTest {

  private static final float CLIP = 0.05f;

  /** A training's end: all weights in one row, before and after it, and what it logged. */
  private record End(double[] before, double[] after, TrainingOutcome outcome) {

    double update() {
      return distance(before, after);
    }

    List<Map<String, Object>> steps() {
      return outcome.logHistory().stream().filter(e -> e.containsKey("grad_norm")).toList();
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /**
   * 70 rows in effective batches of 8, the last of 6, which leaves replicas idle. A step's update
   * is up to rounding that of the batch in one pass: all updates together agree within 1e-5 of
   * their length.
   */
  @ParameterizedTest
  @MethodSource("dev.classifine.train.LossAccumulationTest#cases")
  void theUpdatesAreThoseOfOneDeviceWithAllRows(Case given) {
    End one = train(given, 8, 1, 1);
    assertEquals(9, one.steps().size());
    assertTrue(one.update() > 0.1, "update " + one.update());
    for (int[] cut : new int[][] {{4, 1, 2}, {2, 2, 2}, {1, 2, 4}, {1, 1, 8}}) {
      End other = train(given, cut[0], cut[1], cut[2]);
      for (int step = 0; step < 9; step++) {
        for (String name : List.of("loss", "grad_norm")) {
          double expected = (double) one.steps().get(step).get(name);
          double actual = (double) other.steps().get(step).get(name);
          assertEquals(expected, actual, 1e-5 * Math.max(1, expected), name + " " + step);
        }
      }
      double difference = distance(one.after(), other.after()) / one.update();
      assertTrue(difference < 1e-5, difference + " with " + cut[2] + " devices");
    }
    assertTrue(
        one.steps().stream().anyMatch(step -> (double) step.get("grad_norm") > CLIP),
        "the norm is clipped");
  }

  private static End train(Case given, int batch, int accumulation, int devices) {
    TrainingOptions options =
        given.options(batch, accumulation).toBuilder().maxGradNorm(CLIP).build();
    return train(options, given.type(), given.set(), 0, devices, false);
  }

  /**
   * With one pass a replica and step, even the order of all sums is that of as many accumulated
   * passes, and with the same seeds the same units are dropped: the same bits.
   */
  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void onePassAReplicaHasTheBitsOfAccumulation(ProblemType type) {
    NumericSet rows = Problems.of(type, 70, 1);
    for (int devices : new int[] {2, 3}) {
      End accumulated = train(Problems.options(2, 4, devices, 0), type, rows, 0.2f, 1, false);
      End parallel = train(Problems.options(2, 4, 1, 0), type, rows, 0.2f, devices, false);
      assertSame(accumulated, parallel);
      End others = train(Problems.options(2, 2, 2 * devices, 0), type, rows, 0.2f, 1, false);
      assertNotEquals(list(accumulated.after()), list(others.after()), "dropout is on");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 1", "0.2, 2, 2", "0.2, 3, 1"})
  void replicasInThreadsHaveTheBitsOfReplicasInTurn(float dropout, int devices, int accumulation) {
    TrainingOptions options = Problems.options(3, 4, accumulation, 0.1);
    NumericSet rows = Problems.of(ProblemType.SINGLE_LABEL, 71, 1);
    End inTurn = train(options, ProblemType.SINGLE_LABEL, rows, dropout, devices, false);
    End inThreads = train(options, ProblemType.SINGLE_LABEL, rows, dropout, devices, true);
    assertSame(inTurn, inThreads);
  }

  @Test
  void aLastBatchOfFewerRowsThanReplicasLeavesTheOthersIdle() {
    // 13 rows in batches of 4 x 3: the last of one row, which the model itself runs
    NumericSet rows = Problems.of(ProblemType.MULTI_LABEL, 13, 1);
    End accumulated =
        train(Problems.options(4, 4, 3, 0), ProblemType.MULTI_LABEL, rows, 0, 1, false);
    assertEquals(8, accumulated.steps().size());
    assertSame(
        accumulated,
        train(Problems.options(4, 4, 1, 0), ProblemType.MULTI_LABEL, rows, 0, 3, false));
  }

  @Test
  void theScheduleAndTheEpochsGoByTheRowsOfAllDevices() {
    NumericSet rows = Problems.of(ProblemType.REGRESSION, 70, 1);
    TrainingOptions options =
        Problems.options(2, 4, 1, 0).toBuilder().warmupSteps(0).warmupRatio(0.5).build();
    End one = train(options, ProblemType.REGRESSION, rows, 0, 1, false);
    End two = train(options, ProblemType.REGRESSION, rows, 0, 2, false);
    assertEquals(36, one.outcome().steps());
    assertEquals(18, two.outcome().steps());
    assertEquals(2, two.outcome().epochs());
    assertEquals(140, two.outcome().examples());
    assertEquals(0.01, (double) two.steps().get(9).get("learning_rate"), 1e-9, "the peak");
  }

  @Test
  void batchNormalisationHasTheWeightsOfAccumulationAndTheStatisticsOfTheModelsPasses() {
    Map<String, List<Float>> accumulated = normed(2, 1);
    Map<String, List<Float>> parallel = normed(1, 2);
    assertEquals(accumulated.keySet(), parallel.keySet());
    int statistics = 0;
    for (String name : accumulated.keySet()) {
      if (name.contains("unning")) {
        statistics++;
        assertNotEquals(accumulated.get(name), parallel.get(name), name);
      } else {
        assertEquals(accumulated.get(name), parallel.get(name), name);
      }
    }
    assertEquals(2, statistics);
  }

  private static Map<String, List<Float>> normed(int accumulation, int devices) {
    TrainingOptions options = Problems.options(2, 4, accumulation, 0);
    try (Model model = Problems.normed();
        Trainer trainer = trainer(model, ProblemType.SINGLE_LABEL, options, devices, false)) {
      trainer.fit(Problems.of(ProblemType.SINGLE_LABEL, 96, 1), null);
      return Runs.weights(model);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void listenersHearOfAllPassesInOrderOnTheStepsThread(boolean concurrent) {
    List<Integer> sizes = new ArrayList<>();
    List<Long> progress = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();
    TrainingListenerAdapter listener =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBatch(ai.djl.training.Trainer trainer, BatchData data) {
            threads.add(Thread.currentThread());
            progress.add(data.getBatch().getProgress());
            Device device = trainer.getDevices()[0];
            int size = (int) data.getPredictions().get(device).head().size(0);
            assertEquals(size, data.getLabels().get(device).head().size(0));
            sizes.add(size);
          }
        };
    TrainingOptions options =
        Problems.options(1, 4, 1, 0).toBuilder().order(RowOrder.SEQUENTIAL).build();
    try (Model model = Problems.network(0);
        Trainer trainer =
            builder(model, ProblemType.REGRESSION, options, 2, concurrent)
                .listeners(listener)
                .build()) {
      trainer.fit(Problems.of(ProblemType.REGRESSION, 22, 1), null);
    }
    assertEquals(List.of(4, 4, 4, 4, 4, 2), sizes);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), progress);
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stepsLeaveNoArraysBehind(boolean concurrent) {
    List<Integer> arrays = new ArrayList<>();
    TrainingCallback counting =
        new TrainingCallback() {
          @Override
          public void onStep(TrainingProgress progress) {
            if (progress.step() == 10 || progress.step() == 1000) {
              var system = NativeRuntime.engine().newBaseManager().getParentManager();
              arrays.add(system.getManagedArrays().size());
            }
          }
        };
    TrainingOptions options =
        Problems.options(1, 2, 2, 0).toBuilder().maxSteps(1000).loggingSteps(500).build();
    try (Model model = Problems.normed();
        Trainer trainer =
            builder(model, ProblemType.SINGLE_LABEL, options, 2, concurrent)
                .callback(counting)
                .build()) {
      trainer.fit(Problems.of(ProblemType.SINGLE_LABEL, 30, 1), null);
    }
    assertEquals(2, arrays.size());
    assertTrue(arrays.get(0) > 20, arrays.toString());
    assertEquals(arrays.get(0), arrays.get(1));
  }

  @Test
  void theFirstDeviceIsTheModels() {
    try (Model model = Problems.network(0)) {
      Trainer.Builder builder =
          Trainer.builder(model, ProblemType.REGRESSION, Problems.THREE)
              .devices(DeviceList.of("cuda:1,cuda:0"));
      UsageException error = assertThrows(UsageException.class, builder::build);
      assertEquals(
          "--device: cuda:1,cuda:0 begins with another device than the model's, which is cpu. Name"
              + " the model's first, or load the model there.",
          error.getMessage());
    }
  }

  private static void assertSame(End expected, End actual) {
    assertTrue(expected.update() > 0.1, "update " + expected.update());
    assertEquals(list(expected.after()), list(actual.after()));
    assertEquals(expected.outcome().loss(), actual.outcome().loss());
    assertEquals(expected.outcome().steps(), actual.outcome().steps());
  }

  private static List<Double> list(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private static End train(
      TrainingOptions options,
      ProblemType type,
      TrainingSet rows,
      float dropout,
      int devices,
      boolean concurrent) {
    try (Model model = Problems.network(dropout);
        Trainer trainer = trainer(model, type, options, devices, concurrent)) {
      NativeRuntime.seed(7, -1, 0);
      trainer.djl().initialize(new Shape(1, 4));
      double[] before = flat(model);
      TrainingOutcome outcome = trainer.fit(rows, null);
      return new End(before, flat(model), outcome);
    }
  }

  private static double[] flat(Model model) {
    return Runs.weights(model).values().stream()
        .flatMap(List::stream)
        .mapToDouble(Float::doubleValue)
        .toArray();
  }

  private static Trainer trainer(
      Model model, ProblemType type, TrainingOptions options, int devices, boolean concurrent) {
    return builder(model, type, options, devices, concurrent).build();
  }

  private static Trainer.Builder builder(
      Model model, ProblemType type, TrainingOptions options, int devices, boolean concurrent) {
    Trainer.Builder builder =
        Trainer.builder(model, type, Problems.THREE)
            .options(options)
            .devices(Problems.processors(devices));
    return concurrent ? builder.concurrently() : builder;
  }
}
