package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A training of a {@link Batch}.
 *
 * @param name its own within the batch, and its folder's
 * @param options of {@code classifine train} by name in kebab case and without dashes: texts,
 *     numbers, true or false, or lists of these
 */
public record Job(String name, Map<String, Object> options) {

  /** What the batch gives to each job. */
  private static final Set<String> GIVEN =
      Set.of(
          "output",
          "output-dir",
          "overwrite",
          "overwrite-output-dir",
          "resume",
          "resume-from-checkpoint",
          "stop-with-parent");

  /**
   * Makes names kebab case: {@code learning_rate} is {@code learning-rate}.
   *
   * @throws UsageException if the name cannot be a folder's, or an option is not a job's to give
   */
  public Job {
    if (!PlannedRun.isName(name)) {
      throw new UsageException(
          "\""
              + name
              + "\" cannot be a job's name, which is its folder's: it must be letters, digits, and"
              + " -_. within.");
    }
    Map<String, Object> kebab = new LinkedHashMap<>();
    options.forEach((option, value) -> kebab.put(option.replace('_', '-'), value));
    options = Values.of(kebab);
    check(name, options.keySet());
  }

  private static void check(String name, Set<String> options) {
    Set<String> given = new TreeSet<>(options);
    given.retainAll(GIVEN);
    if (!given.isEmpty()) {
      throw new UsageException(
          "job "
              + name
              + ": "
              + String.join(", ", given)
              + ": a job has its own folder in the batch's and is gone on with as the batch is."
              + " Leave it out.");
    }
    if (options.contains("help") || options.contains("version")) {
      throw new UsageException(
          "job " + name + ": help: a job trains, and shows nothing. Leave help and version out.");
    }
    if (options.contains("config")) {
      throw new UsageException(
          "job "
              + name
              + ": config: a job's options are all in the batch's own file, so that a change is"
              + " seen. Write what that file holds there.");
    }
  }

  /** The options as on the command line: {@code --epochs=3}. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    options.forEach(
        (option, value) -> {
          if (value != null) {
            arguments.add("--" + option + "=" + text(value));
          }
        });
    return arguments;
  }

  /** A value as the command line has it: a list with commas. */
  static String text(Object value) {
    return value instanceof Collection<?> list
        ? String.join(",", list.stream().map(Object::toString).toList())
        : value.toString();
  }

  PlannedRun run() {
    return new PlannedRun(name, options);
  }
}
