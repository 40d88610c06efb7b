package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An option that is one of some values, each as likely as the others.
 *
 * @param name the option's name in kebab case
 * @param values texts, numbers, true or false; at least one, none twice
 */
public record Choices(String name, List<Object> values) implements Dimension {

  /**
   * @throws UsageException if there are no values, one of them twice, or one of another kind
   */
  public Choices {
    if (values.isEmpty()) {
      throw new UsageException(name + ": there are no values. Give at least one.");
    }
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
        throw new UsageException(
            name + ": " + value + " is no value. It must be a text, a number, true or false.");
      }
      if (!seen.add(value instanceof Number number ? number.doubleValue() : value)) {
        throw new UsageException(
            name + ": " + value + " is there twice. Each value must be another.");
      }
    }
    values = List.copyOf(values);
  }

  @Override
  public List<Object> grid() {
    return values;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(values.size());
  }

  @Override
  public Object at(double place) {
    return values.get((int) (place * values.size()));
  }

  @Override
  public Object definition() {
    return values;
  }
}
