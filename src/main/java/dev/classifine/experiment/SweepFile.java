package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import dev.classifine.experiment.NumberRange.Scale;
import dev.classifine.experiment.SweepOptions.Keep;
import dev.classifine.io.Json;
import dev.classifine.io.Settings;
import dev.classifine.train.SelectionOptions.Direction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A sweep as it is written down, in JSON or YAML.
 *
 * @param sweep what is searched and how
 * @param options the options that are the same for every run, by name in kebab case without the
 *     dashes; their values as the command line has them, a list with commas
 */
public record SweepFile(SweepOptions sweep, Map<String, String> options) {

  private static final List<String> NAMES =
      List.of(
          "method", "trials", "seed", "metric", "greater-is-better", "options", "sweep", "halving");
  private static final long DEFAULT_SEED = 42;

  /**
   * Reads a file.
   *
   * @throws UsageException if it cannot be read, or something in it is not as it must be, with the
   *     file and the name
   */
  public static SweepFile read(Path file) {
    Settings settings = Settings.read(file);
    settings.allow(NAMES);
    Settings options = settings.section("options");
    Map<String, String> base = new LinkedHashMap<>();
    options.names().forEach(name -> options.commas(name).ifPresent(text -> base.put(name, text)));
    SearchSpace space = space(settings);
    return new SweepFile(
        told(
            settings,
            () ->
                new SweepOptions(
                    space,
                    searching(method(settings), space),
                    settings.text("metric").orElse(null),
                    direction(settings),
                    Keep.ALL)),
        base);
  }

  private static SearchSpace space(Settings settings) {
    Settings sweep = settings.section("sweep");
    List<Dimension> dimensions =
        told(sweep, () -> sweep.names().stream().map(name -> dimension(sweep, name)).toList());
    return told(settings, () -> new SearchSpace(dimensions));
  }

  private static Dimension dimension(Settings sweep, String name) {
    if (sweep.isSection(name)) {
      return range(name, sweep.section(name));
    }
    List<Object> values = new ArrayList<>();
    for (Object part : sweep.list(name)) {
      values.add(
          value(
              Settings.commas(
                  sweep.where(name),
                  part instanceof List<?> list ? list : Collections.singletonList(part))));
    }
    return new Choices(name, values);
  }

  private static Dimension range(String name, Settings range) {
    range.allow(List.of("min", "max", "scale", "step", "count"));
    double min = needed(range, "min");
    double max = needed(range, "max");
    OptionalDouble step = range.number("step");
    boolean whole =
        List.of("min", "max", "step").stream()
            .allMatch(bound -> range.text(bound).map(SweepFile::isWhole).orElse(true));
    NumberRange numbers = new NumberRange(name, min, max, scale(range), whole);
    if (range.has("step") && range.has("count")) {
      throw new UsageException(
          name + ": both step and count are there. Give the values' distance or their number.");
    }
    if (range.has("count")) {
      return numbers.withCount(count(range, "count").getAsInt());
    }
    return step.isPresent() ? numbers.withStep(step.getAsDouble()) : numbers;
  }

  private static Scale scale(Settings range) {
    String text = range.text("scale").orElse(Scale.LINEAR.id());
    for (Scale scale : Scale.values()) {
      if (scale.id().equals(text)) {
        return scale;
      }
    }
    throw new UsageException(
        range.where("scale") + ": \"" + text + "\" is not known. It must be linear or log.");
  }

  private static SearchMethod method(Settings settings) {
    String method = settings.text("method").orElse("grid");
    if (!method.equals("halving")) {
      without(settings, "halving", "the method is " + method);
    }
    long seed = settings.whole("seed").orElse(DEFAULT_SEED);
    return switch (method) {
      case "grid" -> {
        without(settings, "trials", "a grid is every combination");
        without(settings, "seed", "a grid is every combination");
        yield new GridSearch();
      }
      case "random" ->
          new RandomSearch(
              count(settings, "trials").orElseThrow(() -> missing(settings, "trials")), seed);
      case "halving" -> halving(settings, seed);
      default ->
          throw new UsageException(
              "method: \"" + method + "\" is not known. It must be grid, random or halving.");
    };
  }

  /** The method, if it can search the space: what it cannot is an error of the file. */
  private static SearchMethod searching(SearchMethod method, SearchSpace space) {
    method.first(space);
    return method;
  }

  private static SearchMethod halving(Settings settings, long seed) {
    Settings halving = settings.section("halving");
    halving.allow(List.of("resource", "min", "max", "factor"));
    String resource =
        halving
            .text("resource")
            .orElse(SuccessiveHalving.DEFAULT_RESOURCE)
            .replace('_', '-')
            .toLowerCase(Locale.ROOT);
    double min = needed(halving, "min");
    double max = needed(halving, "max");
    int factor = count(halving, "factor").orElse(SuccessiveHalving.DEFAULT_FACTOR);
    OptionalInt trials = count(settings, "trials");
    return trials.isPresent()
        ? new SuccessiveHalving(trials.getAsInt(), seed, resource, min, max, factor)
        : SuccessiveHalving.of(seed, resource, min, max, factor);
  }

  private static Direction direction(Settings settings) {
    return settings
        .text("greater-is-better")
        .map(
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true" -> Direction.GREATER;
                  case "false" -> Direction.SMALLER;
                  default ->
                      throw new UsageException(
                          "greater-is-better: \"" + text + "\" is neither true nor false.");
                })
        .orElse(Direction.BY_NAME);
  }

  private static double needed(Settings settings, String name) {
    return settings.number(name).orElseThrow(() -> missing(settings, name));
  }

  private static UsageException missing(Settings settings, String name) {
    return new UsageException(settings.where(name) + " is missing. Give a number.");
  }

  /** A whole number; one that is beyond all limits is the greatest that there is. */
  private static OptionalInt count(Settings settings, String name) {
    OptionalLong number = settings.whole(name);
    return number.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.getAsLong())));
  }

  private static void without(Settings settings, String name, String why) {
    if (settings.has(name)) {
      throw new UsageException(name + ": has no meaning, since " + why + ". Leave it out.");
    }
  }

  /** A value as it was written in the form that it has: a number, true or false, or a text. */
  private static Object value(String text) {
    if (text.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      return Json.number(text);
    }
    return text.matches("true|false") ? (Object) Boolean.valueOf(text) : text;
  }

  /** Whether a bound is a whole number that a range, which is made of doubles, holds exactly. */
  private static boolean isWhole(String text) {
    return text.matches("-?[0-9]{1,15}");
  }

  /** An error of what a section holds begins with the file and the section. */
  private static <T> T told(Settings section, Supplier<T> what) {
    try {
      return what.get();
    } catch (UsageException e) {
      String where = section.where("");
      throw e.getMessage().startsWith(where) ? e : new UsageException(where + e.getMessage(), e);
    }
  }
}
