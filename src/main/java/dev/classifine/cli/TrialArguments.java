package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.experiment.SweepFile;
import dev.classifine.experiment.SweepOptions;
import dev.classifine.resume.ResumeRules;
import dev.classifine.train.SelectionOptions.Direction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The arguments of {@code train} for the trials of a sweep: the options that are the same for all,
 * of the file or typed, and those that are swept.
 */
final class TrialArguments {

  static final CommandSpec RUN =
      CommandSpec.create()
          .addMixin("run", CommandSpec.forAnnotatedObject(new RunArguments()))
          .addMixin("rows", CommandSpec.forAnnotatedObject(new EvaluationRowsArguments()));

  static final String DEVICE = "device";

  private final Map<String, String> same;

  private TrialArguments(Map<String, String> same) {
    this.same = same;
  }

  /**
   * Puts them together.
   *
   * @param file what to call the file in an error
   * @param typed options of {@code train} on the command line, by their first names without the
   *     dashes; they win over the file's
   * @throws UsageException if a name of the file is no option of a run, or one is both swept and
   *     given
   */
  static TrialArguments of(Path file, SweepFile sweep, Map<String, String> typed) {
    Map<String, String> same = new LinkedHashMap<>();
    sweep
        .options()
        .forEach(
            (name, value) -> {
              if (same.put(first(file + ": options.", name), value) != null) {
                throw new UsageException(
                    file + ": options." + name + " is given by another of its names too.");
              }
            });
    same.putAll(typed);
    ownMetric(sweep.sweep(), same);
    List<String> swept = new ArrayList<>(sweep.sweep().space().names());
    sweep.sweep().method().budget().ifPresent(swept::add);
    List<String> seen = new ArrayList<>();
    for (String name : swept) {
      String first = first(file + ": sweep.", name);
      if (same.containsKey(first) || seen.contains(first)) {
        String where = typed.containsKey(first) ? " on the command line." : " in the file.";
        throw new UsageException(
            file + ": sweep." + name + " is swept, and given once more" + where + " Choose one.");
      }
      seen.add(first);
    }
    return new TrialArguments(same);
  }

  /** Runs tell their own best evaluation by the sweep's metric, unless they were given another. */
  private static void ownMetric(SweepOptions sweep, Map<String, String> same) {
    if (sweep.metric() == null || same.containsKey("metric")) {
      return;
    }
    same.put("metric", sweep.metric());
    if (sweep.direction() != Direction.BY_NAME) {
      same.put("greater-is-better", String.valueOf(sweep.direction() == Direction.GREATER));
    }
  }

  /**
   * The first name of an option of a run, which may have others.
   *
   * @param where what an error begins with
   */
  private static String first(String where, String name) {
    OptionSpec option = RUN.optionsMap().get("--" + name);
    if (option == null || name.equals("config")) {
      String advice = TransformersOptions.advice("--" + name);
      throw new UsageException(
          where
              + name
              + " is not an option of a run. "
              + (advice == null ? "They are those of `classifine sweep --help`." : advice));
    }
    return name(option);
  }

  /** An option's first name without the dashes. */
  private static String name(OptionSpec option) {
    return option.names()[0].substring(2);
  }

  /** Those of a trial, without the folder. */
  List<String> of(Map<String, Object> values) {
    List<String> arguments = new ArrayList<>();
    same.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    values.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return arguments;
  }

  /**
   * The options that are the same for all, as a sweep that is gone on with must have them: all but
   * the device and the threads, which the run that was cut looks at itself.
   */
  Map<String, Object> definition() {
    Map<String, Object> definition = new LinkedHashMap<>();
    same.forEach((name, value) -> definition.put("options." + name, value));
    definition.remove("options." + DEVICE);
    definition.remove("options." + ResumeRules.THREADS);
    return definition;
  }
}
