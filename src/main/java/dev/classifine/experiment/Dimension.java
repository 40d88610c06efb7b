package dev.classifine.experiment;

import java.util.List;
import java.util.OptionalLong;

/** What one option may be in a sweep. */
public sealed interface Dimension permits Choices, NumberRange {

  /** The option's name in kebab case, without the dashes. */
  String name();

  /**
   * Its values in a grid, in their order.
   *
   * @throws dev.classifine.error.UsageException if it is a range without steps
   */
  List<Object> grid();

  /** How many values there are; empty where it is a range of real numbers. */
  OptionalLong size();

  /**
   * The value at a place of the dimension.
   *
   * @param place in [0, 1), of which equal parts hold equal shares of the values
   */
  Object at(double place);

  /** How it was asked for, as a file would have it: a list, or values by name. */
  Object definition();
}
