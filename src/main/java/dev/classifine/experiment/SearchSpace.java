package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is tried in a sweep: some options, and what each of them may be.
 *
 * @param dimensions at least one, each of another option; their order is that of a grid and of the
 *     columns of a table
 */
public record SearchSpace(List<Dimension> dimensions) {

  /**
   * @throws UsageException if there is no option, or one of them twice
   */
  public SearchSpace {
    if (dimensions.isEmpty()) {
      throw new UsageException("sweep: no option is swept. Give at least one with its values.");
    }
    Set<String> names = new HashSet<>();
    for (Dimension dimension : dimensions) {
      if (!names.add(dimension.name())) {
        throw new UsageException(
            dimension.name() + ": is swept twice. Give each option once, with all its values.");
      }
    }
    dimensions = List.copyOf(dimensions);
  }

  /** Begins a space. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options with what they may be. */
  public static final class Builder {
    private final List<Dimension> dimensions = new ArrayList<>();

    private Builder() {}

    /** One of these values. */
    public Builder choices(String name, Object... values) {
      return add(new Choices(name, List.of(values)));
    }

    /** A real number. */
    public Builder uniform(String name, double min, double max) {
      return add(NumberRange.linear(name, min, max));
    }

    /** A real number of which equal ratios are equally likely. */
    public Builder logUniform(String name, double min, double max) {
      return add(NumberRange.log(name, min, max));
    }

    /** A whole number. */
    public Builder whole(String name, long min, long max) {
      return add(NumberRange.whole(name, min, max));
    }

    /** Anything else. */
    public Builder add(Dimension dimension) {
      dimensions.add(dimension);
      return this;
    }

    /** The space. */
    public SearchSpace build() {
      return new SearchSpace(dimensions);
    }
  }

  /** The options' names, in the order of the dimensions. */
  public List<String> names() {
    return dimensions.stream().map(Dimension::name).toList();
  }

  /**
   * How many combinations there are; empty where an option is a real number, or they are beyond
   * count.
   */
  public OptionalLong size() {
    long size = 1;
    for (Dimension dimension : dimensions) {
      OptionalLong values = dimension.size();
      if (values.isEmpty() || values.getAsLong() > Long.MAX_VALUE / size) {
        return OptionalLong.empty();
      }
      size *= values.getAsLong();
    }
    return OptionalLong.of(size);
  }

  /** One combination, drawn at random: one number of the generator for each option. */
  Map<String, Object> draw(SplittableRandom random) {
    Map<String, Object> values = new LinkedHashMap<>();
    dimensions.forEach(
        dimension -> values.put(dimension.name(), dimension.at(random.nextDouble())));
    return values;
  }

  /** How it was asked for, by option. */
  public Map<String, Object> definition() {
    Map<String, Object> values = new LinkedHashMap<>();
    dimensions.forEach(dimension -> values.put(dimension.name(), dimension.definition()));
    return values;
  }
}
