package dev.classifine.cli;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.experiment.Job;
import dev.classifine.io.Settings;
import dev.classifine.script.NativeRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The file of a batch, in JSON or YAML: {@code jobs}, each with a {@code name} and options of
 * {@code train}, and {@code defaults} that hold for all. A job's name is {@code job-1} where it has
 * none; an option that it names without a value takes the default away.
 */
final class BatchFile {

  private static final String DEFAULTS = "defaults";
  private static final String JOBS = "jobs";
  private static final String NAME = "name";
  private static final String DEVICE = "--device=";
  private static final CommandSpec TRAIN = CommandSpec.forAnnotatedObject(new TrainCommand());

  private final Path file;
  private final Settings settings;

  private BatchFile(Path file, Settings settings) {
    this.file = file;
    this.settings = settings;
  }

  /**
   * Reads it, and checks the options of every job.
   *
   * @param devices whether the batch has devices that it gives to the jobs
   * @throws UsageException if something in it is not as it must be, with file and job
   * @throws ClassifineException if a GPU that a job names is not there
   */
  static List<Job> read(Path file, boolean devices) {
    Settings settings = Settings.read(file);
    settings.allow(List.of(DEFAULTS, JOBS));
    return new BatchFile(file, settings).jobs(devices);
  }

  private List<Job> jobs(boolean devices) {
    Settings defaults = settings.section(DEFAULTS);
    if (defaults.has(NAME)) {
      throw new UsageException(defaults.where(NAME) + ": each job must have a name of its own.");
    }
    List<Job> jobs = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (Settings section : settings.sections(JOBS)) {
      String place = section.where(NAME);
      String name = section.text(NAME).orElse("job-" + (jobs.size() + 1));
      Job job = job(name, place, options(defaults, section));
      if (names.put(name.toLowerCase(Locale.ROOT), name) != null) {
        throw new UsageException(
            place
                + ": \""
                + name
                + "\" is another job's name too, upper and lower case being the same. Give each"
                + " its own, which is its folder's.");
      }
      check(job, devices); // with the names as they were written
      jobs.add(new Job(name, firstNames(job.options())));
    }
    if (jobs.isEmpty()) {
      throw new UsageException(
          file
              + ": no jobs. Give at least one, as in \"jobs: [{name: mine, model: minilm, train:"
              + " mine.csv}]\".");
    }
    return jobs;
  }

  private Job job(String name, String place, Map<String, Object> options) {
    try {
      return new Job(name, options);
    } catch (UsageException e) {
      throw new UsageException(
          (e.getMessage().startsWith("job ") ? file.toString() : place) + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> options(Settings defaults, Settings job) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (Settings part : List.of(defaults, job)) {
      OptionNames.checkOnce(TRAIN, part);
      Set<String> first =
          part.names().stream()
              .map(name -> OptionNames.first(TRAIN, name))
              .collect(Collectors.toSet());
      options.keySet().removeIf(other -> first.contains(OptionNames.first(TRAIN, other)));
      part.names().stream()
          .filter(name -> !name.equals(NAME))
          .forEach(name -> part.commas(name).ifPresent(value -> options.put(name, value)));
    }
    return options;
  }

  /** So that an option that is written by another of its names than before is no other option. */
  private static Map<String, Object> firstNames(Map<String, Object> options) {
    Map<String, Object> first = new LinkedHashMap<>();
    options.forEach((name, value) -> first.put(OptionNames.first(TRAIN, name), value));
    return first;
  }

  /** Finds what the job's process would find wrong with its options, before any begins. */
  private void check(Job job, boolean devices) {
    String where = file + ": job " + job.name();
    if (devices && job.options().containsKey("device")) {
      throw new UsageException(
          where + ": device: --devices gives one to each job. Give one of the two.");
    }
    List<String> arguments = job.arguments();
    arguments.add("--output=" + job.name());
    ParsedRun.of(arguments, where);
    for (String argument : arguments) {
      if (argument.startsWith(DEVICE) && !argument.startsWith(DEVICE + "cpu")) {
        checkGpus(argument.substring(DEVICE.length()), where);
      }
    }
  }

  private static void checkGpus(String names, String where) {
    try {
      NativeRuntime.devices(names);
    } catch (ClassifineException e) {
      throw new ClassifineException(where + ": " + e.getMessage(), e);
    }
  }
}
