package dev.classifine.data;

import java.util.List;

/** A row's label as the file writes it, before it is known what the labels mean. */
public sealed interface RawLabel {

  /** All values: one for {@link One}, any number for {@link Many}. */
  List<String> values();

  /**
   * Whether the file marks a value as text: a JSON string such as {@code "3.5"}. Text is never
   * taken for a number unless regression is asked for. The cells of CSV and TSV carry no such mark.
   */
  boolean quoted();

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
  }

  /**
   * A list of values, possibly empty.
   *
   * @param values in the order of the file, repetitions included: they count in a regression over
   *     several numbers, and once in a set of labels
   * @param quoted whether any of them is a JSON string
   */
  record Many(List<String> values, boolean quoted) implements RawLabel {
    /** Copies the list. */
    public Many {
      values = List.copyOf(values);
    }
  }
}
