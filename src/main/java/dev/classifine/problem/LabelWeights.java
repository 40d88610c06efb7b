package dev.classifine.problem;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A weight for each label, as it is asked for. */
public sealed interface LabelWeights {

  /** No weights: each is 1. */
  LabelWeights NONE = new None();

  /** Weights that make up for how unequally often the labels stand in the training set. */
  LabelWeights BALANCED = new Balanced();

  /** The weights that were given, {@code balanced}, or null: as a run's manifest shows them. */
  Object value();

  /** The numbers that were given. */
  default Collection<Double> numbers() {
    return List.of();
  }

  /** No weights. */
  record None() implements LabelWeights {
    @Override
    public Object value() {
      return null;
    }
  }

  /** Weights from the training set's labels. */
  record Balanced() implements LabelWeights {
    @Override
    public Object value() {
      return "balanced";
    }
  }

  /**
   * Weights in the order of the labels.
   *
   * @param numbers one for each label
   */
  record InOrder(List<Double> numbers) implements LabelWeights {
    /** Copies the list. */
    public InOrder {
      numbers = List.copyOf(numbers);
    }

    @Override
    public Object value() {
      return numbers;
    }
  }

  /**
   * Weights by the labels' names; a label that is not named weighs 1, as in scikit-learn.
   *
   * @param byName in the order given
   */
  record ByName(Map<String, Double> byName) implements LabelWeights {
    /** Copies the map. */
    public ByName {
      byName = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    @Override
    public Object value() {
      return byName;
    }

    @Override
    public Collection<Double> numbers() {
      return byName.values();
    }
  }

  /**
   * The weights of an option's value: {@code balanced}; {@code 1,2.5,1}, in the order of the
   * labels; or {@code spam=3,ham=1}, by name. A name may hold commas and equals signs.
   *
   * @param where the option, for the error
   * @throws UsageException if it is none of these, or names a label twice
   */
  static LabelWeights of(String text, String where) {
    if (text.strip().equals("balanced")) {
      return BALANCED;
    }
    if (text.contains("=")) {
      return new ByName(named(text, where));
    }
    return new InOrder(
        Arrays.stream(text.split(",", -1)).map(part -> number(part, text, where)).toList());
  }

  private static Map<String, Double> named(String text, String where) {
    Pattern pair = Pattern.compile("(.+?)=([^=,]*)(,|$)", Pattern.DOTALL);
    Matcher matcher = pair.matcher(text);
    Map<String, Double> weights = new LinkedHashMap<>();
    int end = 0;
    while (end < text.length() && matcher.find(end) && matcher.start() == end) {
      String name = matcher.group(1).strip();
      if (weights.put(name, number(matcher.group(2), text, where)) != null) {
        throw new UsageException(
            "%s: \"%s\" names the label \"%s\" twice. Name it once.".formatted(where, text, name));
      }
      end = matcher.end();
    }
    if (end < text.length()) {
      throw malformed(text.substring(end), text, where);
    }
    return weights;
  }

  private static double number(String part, String text, String where) {
    try {
      return Double.parseDouble(part.strip());
    } catch (NumberFormatException e) {
      throw malformed(part, text, where);
    }
  }

  private static UsageException malformed(String part, String text, String where) {
    return new UsageException(
        ("%s: \"%s\" in \"%s\" is not a weight. It must be balanced; numbers in the order of the"
                + " labels, as in 1,2.5,1; or numbers by name, as in spam=3,ham=1.")
            .formatted(where, part, text));
  }
}
