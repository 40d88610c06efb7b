package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options a schedule takes, and what it says of wrong ones. */
class ScheduleOptionsTest {

  /** A value for each option that belongs to some schedulers only. */
  private static final Map<ScheduleOption, UnaryOperator<ScheduleOptionsBuilder>> GIVEN =
      new EnumMap<>(ScheduleOption.class);

  static {
    GIVEN.put(ScheduleOption.WARMUP, b -> b.warmupRatio(0.1));
    GIVEN.put(ScheduleOption.WARMUP_TYPE, b -> b.warmupShape(Ramp.LINEAR));
    GIVEN.put(ScheduleOption.NUM_CYCLES, b -> b.numCycles(2.0));
    GIVEN.put(ScheduleOption.POWER, b -> b.power(1.0));
    GIVEN.put(ScheduleOption.TIMESCALE, b -> b.timescale(5));
    GIVEN.put(ScheduleOption.LR_END, b -> b.endLearningRate(1e-7).minRatio(null));
    GIVEN.put(ScheduleOption.MIN_LR_RATIO, b -> b.minRatio(0.1).endLearningRate(null));
    GIVEN.put(ScheduleOption.STABLE_STEPS, b -> b.stableSteps(3));
    GIVEN.put(ScheduleOption.DECAY_STEPS, b -> b.decaySteps(3));
    GIVEN.put(ScheduleOption.DECAY_TYPE, b -> b.decayShape(Ramp.COSINE));
    GIVEN.put(ScheduleOption.PLATEAU, b -> b.plateau(PlateauOptions.DEFAULTS));
  }

  /** A scheduler with no more than it needs. */
  private static ScheduleOptionsBuilder least(Scheduler scheduler) {
    ScheduleOptionsBuilder builder = ScheduleOptions.builder().scheduler(scheduler);
    return switch (scheduler) {
      case COSINE_WITH_MIN_LR -> builder.minRatio(0.1);
      case WARMUP_STABLE_DECAY -> builder.decaySteps(3);
      default -> builder;
    };
  }

  @ParameterizedTest
  @EnumSource(Scheduler.class)
  void anOptionOfAnotherSchedulerIsRefusedEvenWithItsDefaultValue(Scheduler scheduler) {
    assertEquals(ScheduleOption.values().length, GIVEN.size());
    assertEquals(scheduler, least(scheduler).build().scheduler());
    GIVEN.forEach(
        (option, give) -> {
          ScheduleOptionsBuilder builder = give.apply(least(scheduler));
          if (scheduler.options().contains(option)) {
            assertEquals(scheduler, builder.build().scheduler(), option.title());
          } else {
            String message = assertThrows(UsageException.class, builder::build).getMessage();
            assertTrue(
                message.startsWith(option.title() + ": the scheduler " + scheduler.id() + " has"),
                message);
            assertTrue(message.contains(Scheduler.having(option)), message);
          }
        });
  }

  @Test
  void warmUpBelongsToAllButTheConstantAndThePlateau() {
    assertEquals(
        "linear, cosine, cosine_with_restarts, cosine_with_min_lr, polynomial,"
            + " constant_with_warmup, inverse_sqrt, warmup_stable_decay",
        Scheduler.having(ScheduleOption.WARMUP));
  }

  @ParameterizedTest
  @EnumSource(Scheduler.class)
  void aBuilderKeepsWhatItDoesNotChange(Scheduler scheduler) {
    ScheduleOptionsBuilder builder = least(scheduler);
    scheduler.options().forEach(option -> GIVEN.get(option).apply(builder));
    ScheduleOptions options = builder.build();
    assertEquals(options, options.toBuilder().build());
  }

  @Test
  void whatASchedulerNeedsIsMissing() {
    assertRefused(
        "lr end: cosine_with_min_lr must have the lowest learning rate",
        ScheduleOptions.builder().scheduler(Scheduler.COSINE_WITH_MIN_LR));
    assertRefused("Both were given", least(Scheduler.COSINE_WITH_MIN_LR).endLearningRate(1e-6));
    assertRefused(
        "decay steps: missing", ScheduleOptions.builder().scheduler(Scheduler.WARMUP_STABLE_DECAY));
  }

  @Test
  void cyclesThatCannotBe() {
    assertRefused(
        "num cycles: 1.5 is not whole", least(Scheduler.COSINE_WITH_RESTARTS).numCycles(1.5));
    assertRefused(
        "num cycles: the decay type linear has none",
        least(Scheduler.WARMUP_STABLE_DECAY).decayShape(Ramp.LINEAR).numCycles(0.5));
  }

  @Test
  void numbersOutOfRangeAreNamed() {
    ScheduleOptionsBuilder any = ScheduleOptions.builder();
    assertRefused("warm-up steps: -1 is below 0", any.warmupSteps(-1));
    any.warmupSteps(0);
    assertRefused("warm-up ratio: 1.1 is out of range", any.warmupRatio(1.1));
    any.warmupRatio(0);
    assertRefused("num cycles: 0.0 is out of range", any.numCycles(0.0));
    assertRefused("num cycles: NaN is out of range", any.numCycles(Double.NaN));
    any.numCycles(null);
    assertRefused("power: -2.0 is out of range", any.power(-2.0));
    any.power(null);
    assertRefused("timescale: 0 is out of range", any.timescale(0));
    any.timescale(null);
    assertRefused("lr end: -1.0 is out of range", any.endLearningRate(-1.0));
    any.endLearningRate(null);
    assertRefused("min lr ratio: 2.0 is out of range", any.minRatio(2.0));
    any.minRatio(null);
    assertRefused("stable steps: -1 is out of range", any.stableSteps(-1));
    any.stableSteps(null);
    assertRefused("decay steps: 0 is out of range", any.decaySteps(0));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0,10,0.1,0,1e-8,plateau factor: 1.0",
    "0.0,10,0.1,0,1e-8,plateau factor: 0.0",
    "0.5,-1,0.1,0,1e-8,plateau patience: -1",
    "0.5,10,1.0,0,1e-8,plateau threshold: 1.0",
    "0.5,10,0.1,-2,1e-8,plateau cooldown: -2",
    "0.5,10,0.1,0,NaN,plateau eps: NaN",
  })
  void aPlateausNumbersOutOfRangeAreNamed(
      double factor, int patience, double threshold, int cooldown, double eps, String message) {
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> new PlateauOptions(factor, patience, threshold, cooldown, eps));
    assertTrue(error.getMessage().startsWith(message + " is out of range"), error.getMessage());
  }

  @Test
  void theLowestRateMustLieBelowThePeak() {
    ScheduleOptions polynomial = ScheduleOptions.of(Scheduler.POLYNOMIAL);
    assertEquals(polynomial, optimizer(1e-6, polynomial).schedule());
    assertPeakRefused(1e-7, polynomial);
    for (Scheduler scheduler :
        List.of(
            Scheduler.POLYNOMIAL, Scheduler.COSINE_WITH_MIN_LR, Scheduler.REDUCE_LR_ON_PLATEAU)) {
      assertPeakRefused(
          1e-3, ScheduleOptions.builder().scheduler(scheduler).endLearningRate(1e-3).build());
    }
  }

  @Test
  void phasesLongerThanTheRun() {
    ScheduleOptions options = least(Scheduler.WARMUP_STABLE_DECAY).warmupSteps(8).build();
    assertEquals(1, options.learningRates(1, 11, false).learningRate(8), "no stable step");
    ScheduleOptions stable = options.toBuilder().stableSteps(4).build();
    assertEquals(1, stable.learningRates(1, 15, false).learningRate(11));
    assertThrows(UsageException.class, () -> stable.learningRates(1, 14, false));
    UsageException error =
        assertThrows(UsageException.class, () -> options.learningRates(1, 10, false));
    assertTrue(
        error
            .getMessage()
            .startsWith("decay steps: 3 after 8 of warm-up and peak are more than the run's"),
        error.getMessage());
  }

  @Test
  void warmUpStepsWinOverTheRatioWhichRoundsUp() {
    LearningRates ratio = warmup(0).learningRates(1, 50, false);
    assertEquals(1.0, ratio.learningRate(3), 1e-12); // ceil(2.5) steps
    assertTrue(ratio.learningRate(2) < 1);
    assertEquals(0.5, warmup(10).learningRates(1, 50, false).learningRate(5), 1e-12);
  }

  @Test
  void aScheduleIgnoresMetricsAndHasNoState() {
    LearningRates rates = ScheduleOptions.DEFAULTS.learningRates(2, 4, false);
    rates.onMetric(1e9);
    rates.onMetric(1e9);
    assertEquals(1, rates.learningRate(2));
    assertEquals(2, rates.learningRate(0), "steps in any order");
    assertEquals(Optional.empty(), rates.state());
    PlateauState state = new PlateauState(1, null, 0, 0);
    assertThrows(IllegalStateException.class, () -> rates.restore(state));
  }

  @Test
  void aPlateauTakesTheOptionsAndTheMetricsDirection() {
    ScheduleOptions options =
        ScheduleOptions.builder()
            .scheduler(Scheduler.REDUCE_LR_ON_PLATEAU)
            .endLearningRate(0.3)
            .plateau(new PlateauOptions(0.5, 0, 0, 0, 0))
            .build();
    LearningRates falling = options.learningRates(1, 4, false);
    LearningRates rising = options.learningRates(1, 4, true);
    assertInstanceOf(ReduceOnPlateau.class, falling);
    double[] ratesOfFalling = {1, 0.5, 0.3, 0.3};
    for (int i = 0; i < 4; i++) {
      falling.onMetric(i);
      rising.onMetric(i);
      assertEquals(ratesOfFalling[i], falling.learningRate(i));
      assertEquals(1, rising.learningRate(i));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN})
  void aPlateauTakesWhatIsNotFiniteForNoImprovement(double value) {
    PlateauOptions options = new PlateauOptions(0.5, 0, 0, 0, 0);
    for (boolean greaterIsBetter : new boolean[] {false, true}) {
      ReduceOnPlateau plateau = new ReduceOnPlateau(options, 1, 0, greaterIsBetter);
      plateau.onMetric(value);
      assertEquals(0.5, plateau.learningRate());
      PlateauState state = plateau.state().orElseThrow();
      String written = Json.line(state.values());
      assertEquals(state, PlateauState.of(Json.parseObject(written, "s"), "state.json"));
      plateau.onMetric(3);
      assertEquals(3, plateau.state().orElseThrow().best(), "better than nothing");
    }
  }

  @Test
  void aStateThatIsNotOneIsNamed() {
    Map<String, String> wrong =
        Map.of(
            "{\"learning_rate\": 1, \"bad_evaluations\": 1}", "cooldown_left is missing",
            "{\"learning_rate\": \"x\"}", "learning_rate is \"x\"",
            "{\"learning_rate\": 1, \"best\": [], \"bad_evaluations\": 1}", "best is []",
            "{\"learning_rate\": 1, \"best\": null, \"bad_evaluations\": 1.5}",
                "bad_evaluations is 1.5",
            "{\"learning_rate\": 1, \"best\": 2, \"bad_evaluations\": -1}",
                "bad_evaluations is -1");
    wrong.forEach(
        (json, message) -> {
          ClassifineException error =
              assertThrows(
                  ClassifineException.class,
                  () -> PlateauState.of(Json.parseObject(json, "s"), "state.json"));
          assertTrue(error.getMessage().startsWith("state.json: " + message), error.getMessage());
        });
  }

  @Test
  void namesThatAreNoneListTheNames() {
    UsageException error = assertThrows(UsageException.class, () -> Scheduler.of("zigzag"));
    assertTrue(error.getMessage().contains("linear, cosine, cosine_with"), error.getMessage());
    assertEquals(Scheduler.CONSTANT_WITH_WARMUP, Scheduler.of("constant_with_warmup"));
    error = assertThrows(UsageException.class, () -> Ramp.of("sqrt", "decay type"));
    assertTrue(
        error.getMessage().startsWith("decay type: \"sqrt\" is not a ramp"), error.getMessage());
    assertTrue(error.getMessage().contains("linear, cosine, 1-sqrt"), error.getMessage());
  }

  @Test
  void theManifestHasTheSchedulersOptionsOnly() {
    assertEquals(
        List.of("scheduler", "warmup_steps", "warmup_ratio"),
        List.copyOf(ScheduleOptions.DEFAULTS.values().keySet()));
    Map<String, Object> values = least(Scheduler.WARMUP_STABLE_DECAY).build().values();
    assertEquals("warmup_stable_decay", values.get("scheduler"));
    assertEquals(3, values.get("decay_steps"));
    assertTrue(values.containsKey("decay_type") && !values.containsKey("power"), values.toString());
    Map<String, Object> plateau = ScheduleOptions.of(Scheduler.REDUCE_LR_ON_PLATEAU).values();
    assertEquals(10, plateau.get("plateau_patience"));
  }

  @Test
  void theOptimizersNumbersOutOfRangeAreNamed() {
    assertOptimizerRefused("learning rate", -1, 0, 0.9, 1e-8, 1);
    assertOptimizerRefused("learning rate", Double.NaN, 0, 0.9, 1e-8, 1);
    assertOptimizerRefused("weight decay", 1, -0.1, 0.9, 1e-8, 1);
    assertOptimizerRefused("beta1", 1, 0, 1, 1e-8, 1);
    assertOptimizerRefused("epsilon", 1, 0, 0.9, 0, 1);
    assertOptimizerRefused("max grad norm", 1, 0, 0.9, 1e-8, Double.POSITIVE_INFINITY);
  }

  private static ScheduleOptions warmup(int steps) {
    return ScheduleOptions.builder().warmupSteps(steps).warmupRatio(0.05).build();
  }

  private static OptimizerOptions optimizer(double rate, ScheduleOptions schedule) {
    return new OptimizerOptions(rate, 0, 0.9, 0.999, 1e-8, 1, schedule);
  }

  private static void assertPeakRefused(double peak, ScheduleOptions schedule) {
    UsageException error =
        assertThrows(UsageException.class, () -> optimizer(peak, schedule), schedule.toString());
    assertTrue(error.getMessage().startsWith("lr end: "), error.getMessage());
    assertTrue(error.getMessage().contains("below the learning rate"), error.getMessage());
  }

  private static void assertOptimizerRefused(
      String name, double rate, double decay, double beta, double epsilon, double norm) {
    UsageException error =
        assertThrows(
            UsageException.class,
            () ->
                new OptimizerOptions(
                    rate, decay, beta, .999, epsilon, norm, ScheduleOptions.DEFAULTS));
    assertTrue(error.getMessage().startsWith(name + ": "), error.getMessage());
  }

  private static void assertRefused(String message, ScheduleOptionsBuilder builder) {
    UsageException error = assertThrows(UsageException.class, builder::build);
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
