package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import dev.classifine.train.SelectionOptions.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a sweep searches, how, and by which number of the evaluations.
 *
 * @param space the options and what they may be
 * @param method in which way it is searched; default a grid
 * @param metric the metric that the best run is told by, with or without {@code eval_}; null for
 *     the one that the runs themselves tell their best evaluation by; default null
 * @param direction which way the metric gets better; default by its name
 * @param keep whose models stay; default all
 */
public record SweepOptions(
    SearchSpace space, SearchMethod method, String metric, Direction direction, Keep keep) {

  /** Whose models stay on the disk. */
  public enum Keep {
    /** Every run's. */
    ALL,
    /** Only the best run's; the others keep their numbers. */
    BEST;

    /**
     * By its name in small letters.
     *
     * @throws UsageException if it is none
     */
    public static Keep of(String name) {
      for (Keep keep : values()) {
        if (keep.name().toLowerCase(Locale.ROOT).equals(name)) {
          return keep;
        }
      }
      throw new UsageException("keep: \"" + name + "\" is not known. It must be all or best.");
    }
  }

  /**
   * @throws UsageException if a direction was given without the metric that it is of
   */
  public SweepOptions {
    if (metric == null && direction != Direction.BY_NAME) {
      throw new UsageException(
          "greater is better: it was given without a metric. Give the metric that it is of.");
    }
    if (metric != null && metric.isBlank()) {
      throw new UsageException(
          "metric: \"" + metric + "\" is no name. It must be a metric of the evaluation.");
    }
  }

  /** A grid, told by the runs' own metric, of which every model stays. */
  public static SweepOptions of(SearchSpace space) {
    return new SweepOptions(space, new GridSearch(), null, Direction.BY_NAME, Keep.ALL);
  }

  /** The same of another space. */
  public SweepOptions withSpace(SearchSpace value) {
    return new SweepOptions(value, method, metric, direction, keep);
  }

  /** The same, searched in another way. */
  public SweepOptions withMethod(SearchMethod value) {
    return new SweepOptions(space, value, metric, direction, keep);
  }

  /** The same, told by another metric. */
  public SweepOptions withMetric(String value, Direction better) {
    return new SweepOptions(space, method, value, better, keep);
  }

  /** The same, of which other models stay. */
  public SweepOptions withKeep(Keep value) {
    return new SweepOptions(space, method, metric, direction, value);
  }

  /** The trials to begin with. */
  public List<Trial> first() {
    return method.first(space);
  }

  /**
   * What a sweep that is gone on with must have as it was, beside its metric, by the names of a
   * file. More trials of a random search are the same search, and so are other models that stay.
   */
  public Map<String, Object> definition() {
    Map<String, Object> values = new LinkedHashMap<>(method.definition());
    space.definition().forEach((name, value) -> values.put("sweep." + name, value));
    return values;
  }
}
