package dev.classifine.experiment;

import java.util.Map;

/**
 * A run of an experiment that is to be done.
 *
 * @param name its own within the experiment, and its folder's: letters, digits, and {@code -_.}
 *     within
 * @param values what sets it apart from the others, by option in kebab case: numbers, texts, true
 *     or false, lists of these; the columns of the tables. Whole numbers are made Long and others
 *     Double
 */
public record PlannedRun(String name, Map<String, Object> values) {

  /**
   * @throws IllegalArgumentException if the name cannot be a folder's everywhere
   */
  public PlannedRun {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name for a run: letters, digits, and -_. within.");
    }
    values = Values.of(values);
  }

  /** Whether a run can be called so: its folder has this name. */
  public static boolean isName(String name) {
    return name.matches("[\\p{Alnum}](?:[-_.\\p{Alnum}]{0,98}[-_\\p{Alnum}])?")
        && !name.matches("(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?"); // Windows' own
  }
}
