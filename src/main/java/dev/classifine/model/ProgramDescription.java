package dev.classifine.model;

import dev.classifine.script.ProgramSource;
import java.util.List;
import java.util.Map;

/**
 * What a classifier computes: the sources of its program and the constants that are filled in. The
 * program is made of it, and so is whatever else computes the same.
 *
 * @param prefix what comes before the names of the encoder's parameters, with the dot
 * @param sources the names of the files, such as {@code "post_norm.py"}
 * @param constants a value for each {@code $NAME} of the sources: a {@link Boolean}, a {@link
 *     Number}, text, or a list of booleans or texts
 */
public record ProgramDescription(
    String prefix, List<String> sources, Map<String, Object> constants) {

  /** Copies the collections. */
  public ProgramDescription {
    sources = List.copyOf(sources);
    constants = Map.copyOf(constants);
  }

  /** The program. */
  ProgramSource program() {
    return ProgramSource.of(
        ProgramDescription.class, "Classifier", constants, sources.toArray(String[]::new));
  }

  /** Whether a file is among the sources. */
  public boolean has(String source) {
    return sources.contains(source);
  }

  /** A constant that is true or false. */
  public boolean flag(String constant) {
    return (Boolean) value(constant);
  }

  /** A constant that is a whole number. */
  public int integer(String constant) {
    return (Integer) value(constant);
  }

  /** A constant that is a number. */
  public double number(String constant) {
    return Double.parseDouble(text(constant));
  }

  /** A constant as it stands in the program. */
  public String text(String constant) {
    return value(constant).toString();
  }

  /** A constant that is a list of texts. */
  public List<String> texts(String constant) {
    return ((List<?>) value(constant)).stream().map(String.class::cast).toList();
  }

  /** A constant that is a list of flags. */
  public List<Boolean> flags(String constant) {
    return ((List<?>) value(constant)).stream().map(Boolean.class::cast).toList();
  }

  private Object value(String constant) {
    Object value = constants.get(constant);
    if (value == null) {
      throw new IllegalArgumentException("The program has no constant $" + constant + ".");
    }
    return value;
  }
}
