package dev.classifine.optim;

import dev.classifine.optim.ScheduleOptions.Given;
import java.util.Locale;
import java.util.function.Function;

/** An option that belongs to some schedulers only. */
enum ScheduleOption {
  WARMUP("warm-up", options -> options.warmup().given() ? options.warmup() : null),
  WARMUP_TYPE("warmup type", options -> options.warmup().shape()),
  NUM_CYCLES("num cycles", options -> options.decay().numCycles()),
  POWER("power", options -> options.decay().power()),
  TIMESCALE("timescale", options -> options.decay().timescale()),
  LR_END("lr end", options -> options.decay().endLearningRate()),
  MIN_LR_RATIO("min lr ratio", options -> options.decay().minRatio()),
  STABLE_STEPS("stable steps", options -> options.decay().stableSteps()),
  DECAY_STEPS("decay steps", options -> options.decay().decaySteps()),
  DECAY_TYPE("decay type", options -> options.decay().shape()),
  PLATEAU("plateau", Given::plateau);

  private final String title;
  private final Function<Given, Object> value;

  ScheduleOption(String title, Function<Given, Object> value) {
    this.title = title;
    this.value = value;
  }

  /** The option as errors name it. */
  String title() {
    return title;
  }

  /** The option in a manifest. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value as given; null where it was not. */
  Object value(Given options) {
    return value.apply(options);
  }
}
