package dev.classifine.data;

import dev.classifine.problem.Targets;
import java.util.List;
import java.util.stream.Stream;

/** A row's label as the file writes it, before it is known what the labels mean. */
public sealed interface RawLabel {

  /** How a file writes {@link Targets#IGNORED}: an integer, not a JSON string. */
  String IGNORED = String.valueOf(Targets.IGNORED);

  /**
   * The values that the row has: one for {@link One}, any number for {@link Many} and {@link
   * Marks}.
   */
  List<String> values();

  /** The values that the row names, which tell what labels there are. */
  default List<String> named() {
    return values();
  }

  /** Whether the integer -100 is among the values. */
  boolean holdsIgnored();

  /** Whether -100 is the only value, so that a classification ignores the row. */
  default boolean isIgnored() {
    return holdsIgnored() && values().stream().distinct().count() == 1;
  }

  /**
   * Whether the file marks a value as text: a JSON string such as {@code "3.5"}. Text is never
   * taken for a number unless regression is asked for. The cells of CSV and TSV carry no such mark.
   */
  boolean quoted();

  /**
   * The number that a regression takes it for; NaN where it takes it for none: a text, several
   * values, and what is not finite or beyond 3.4e38.
   */
  default double number() {
    if (quoted() || values().stream().distinct().count() != 1) {
      return Double.NaN;
    }
    String value = values().get(0);
    return Float.isNaN(Numbers.toFloat(value)) ? Double.NaN : Numbers.toDouble(value);
  }

  /**
   * A single value.
   *
   * @param value its characters, numbers with the digits of the file
   * @param quoted whether it is a JSON string
   */
  record One(String value, boolean quoted) implements RawLabel {
    @Override
    public List<String> values() {
      return List.of(value);
    }

    @Override
    public boolean holdsIgnored() {
      return !quoted && value.equals(IGNORED);
    }
  }

  /**
   * A list of values, possibly empty.
   *
   * @param values in the order of the file, repetitions included: they count in a regression over
   *     several numbers, and once in a set of labels
   * @param quoted whether any of them is a JSON string
   * @param holdsIgnored whether -100 is among them, not as a JSON string
   */
  record Many(List<String> values, boolean quoted, boolean holdsIgnored) implements RawLabel {
    /** Copies the list. */
    public Many {
      values = List.copyOf(values);
    }

    /** A list whose values are all JSON strings or none. */
    public Many(List<String> values, boolean quoted) {
      this(values, quoted, !quoted && values.contains(IGNORED));
    }
  }

  /**
   * For each of some labels whether the row has it, or that this is not known: the JSON object
   * {@code {"spam": 1, "urgent": 0, "legal": -100}}. A label that is not named is one that the row
   * does not have.
   *
   * @param values the labels that the row has
   * @param absent labels that it does not have
   * @param ignored labels of which it is not known
   */
  record Marks(List<String> values, List<String> absent, List<String> ignored) implements RawLabel {
    /** Copies the lists. */
    public Marks {
      values = List.copyOf(values);
      absent = List.copyOf(absent);
      ignored = List.copyOf(ignored);
    }

    @Override
    public List<String> named() {
      return Stream.of(values, absent, ignored).flatMap(List::stream).toList();
    }

    /** Names are text. */
    @Override
    public boolean quoted() {
      return true;
    }

    @Override
    public boolean holdsIgnored() {
      return false;
    }
  }
}
