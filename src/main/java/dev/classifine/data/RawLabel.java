package dev.classifine.data;

import java.util.List;

/** A label as a file writes it, before it is known which problem it belongs to. */
public sealed interface RawLabel {

  /** Its values: one for {@link One}, any number for {@link Many}. */
  List<String> values();

  /**
   * One value: a name, or a number in the digits of the file.
   *
   * @param value not empty
   */
  record One(String value) implements RawLabel {
    @Override
    public List<String> values() {
      return List.of(value);
    }
  }

  /**
   * A list of values, possibly empty.
   *
   * @param values in the order of the file
   */
  record Many(List<String> values) implements RawLabel {
    /** Copies the list. */
    public Many {
      values = List.copyOf(values);
    }
  }
}
