package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every learning rate against transformers' and PyTorch's, by bench/reference/schedules.py. */
class ScheduleValuesTest {

  private static final JsonObject FIXTURE =
      Json.readObject(Path.of("src/test/resources/optim/schedules.json"));

  /** Cosines are libraries' own: near 0 their last digit is relative to 1, not to the rate. */
  private static final double RELATIVE = 1e-12;

  private static final double OF_THE_PEAK = 1e-15;

  static List<JsonObject> schedules() {
    return objects("schedules");
  }

  static List<JsonObject> plateaus() {
    return objects("plateaus");
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyStepIsTransformers(JsonObject run) {
    double peak = run.get("peak").getAsDouble();
    int total = run.get("total").getAsInt();
    LearningRates rates = options(run).learningRates(peak, total, false);
    double[] expected = numbers(run, "rates");
    assertEquals(total + 3, expected.length);
    for (int step = 0; step < expected.length; step++) {
      assertEquals(
          expected[step],
          rates.learningRate(step),
          RELATIVE * expected[step] + OF_THE_PEAK * peak,
          "step " + step);
    }
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void everyReductionIsTorchs(JsonObject run) {
    ReduceOnPlateau plateau = plateau(run);
    double[] metrics = numbers(run, "metrics");
    double[] expected = numbers(run, "rates");
    assertEquals(metrics.length, expected.length);
    for (int i = 0; i < metrics.length; i++) {
      plateau.onMetric(metrics[i]);
      assertEquals(expected[i], plateau.learningRate(), RELATIVE * expected[i], "metric " + i);
    }
    JsonObject last = run.getAsJsonObject("state");
    PlateauState state = plateau.state().orElseThrow();
    assertEquals(last.get("best").getAsDouble(), state.best());
    assertEquals(last.get("bad").getAsInt(), state.badEvaluations());
    assertEquals(last.get("cooldown").getAsInt(), state.cooldownLeft());
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void aPlateauGoesOnFromAnyStateThatACheckpointHolds(JsonObject run) {
    double[] metrics = numbers(run, "metrics");
    double[] expected = numbers(run, "rates");
    ReduceOnPlateau plateau = plateau(run);
    for (int i = 0; i < metrics.length; i++) {
      String stored = Json.pretty(plateau.state().orElseThrow().values());
      plateau = plateau(run);
      plateau.restore(PlateauState.of(Json.parseObject(stored, "state.json"), "state.json"));
      plateau.onMetric(metrics[i]);
      assertEquals(expected[i], plateau.learningRate(), RELATIVE * expected[i], "metric " + i);
    }
  }

  @Test
  void theFixtureHasEveryScheduler() {
    Set<Scheduler> seen = EnumSet.of(Scheduler.REDUCE_LR_ON_PLATEAU);
    schedules().forEach(run -> seen.add(Scheduler.of(run.get("name").getAsString())));
    assertEquals(EnumSet.allOf(Scheduler.class), seen);
    long reductions =
        plateaus().stream()
            .mapToLong(run -> java.util.Arrays.stream(numbers(run, "rates")).distinct().count() - 1)
            .sum();
    assertTrue(reductions > 50, reductions + " reductions in the fixture");
  }

  private static ScheduleOptions options(JsonObject run) {
    JsonObject arguments = run.getAsJsonObject("arguments");
    ScheduleOptionsBuilder builder =
        ScheduleOptions.builder()
            .scheduler(Scheduler.of(run.get("name").getAsString()))
            .warmupSteps(run.get("warmup").getAsInt());
    for (String key : arguments.keySet()) {
      JsonElement value = arguments.get(key);
      switch (key) {
        case "num_cycles" -> builder.numCycles(value.getAsDouble());
        case "power" -> builder.power(value.getAsDouble());
        case "timescale" -> builder.timescale(value.getAsInt());
        case "lr_end", "min_lr" -> builder.endLearningRate(value.getAsDouble());
        case "min_lr_rate", "min_lr_ratio" -> builder.minRatio(value.getAsDouble());
        case "num_stable_steps" -> builder.stableSteps(value.getAsInt());
        case "num_decay_steps" -> builder.decaySteps(value.getAsInt());
        case "warmup_type" -> builder.warmupShape(Ramp.of(value.getAsString(), key));
        case "decay_type" -> builder.decayShape(Ramp.of(value.getAsString(), key));
        default -> throw new AssertionError(key);
      }
    }
    return builder.build();
  }

  private static ReduceOnPlateau plateau(JsonObject run) {
    JsonObject arguments = run.getAsJsonObject("arguments");
    PlateauOptions defaults = PlateauOptions.DEFAULTS;
    PlateauOptions options =
        new PlateauOptions(
            number(arguments, "factor", defaults.factor()),
            (int) number(arguments, "patience", defaults.patience()),
            number(arguments, "threshold", defaults.threshold()),
            (int) number(arguments, "cooldown", defaults.cooldown()),
            number(arguments, "eps", defaults.epsilon()));
    return new ReduceOnPlateau(
        options,
        run.get("peak").getAsDouble(),
        number(arguments, "min_lr", 0),
        run.get("mode").getAsString().equals("max"));
  }

  private static double number(JsonObject object, String key, double otherwise) {
    return object.has(key) ? object.get(key).getAsDouble() : otherwise;
  }

  /** A null of the fixture is NaN. */
  private static double[] numbers(JsonObject run, String key) {
    return StreamSupport.stream(run.getAsJsonArray(key).spliterator(), false)
        .mapToDouble(value -> value.isJsonNull() ? Double.NaN : value.getAsDouble())
        .toArray();
  }

  private static List<JsonObject> objects(String key) {
    return StreamSupport.stream(FIXTURE.getAsJsonArray(key).spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }
}
