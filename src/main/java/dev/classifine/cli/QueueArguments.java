package dev.classifine.cli;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.experiment.JavaCommand;
import dev.classifine.experiment.Launcher;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.ProcessLauncher;
import dev.classifine.experiment.QueueOptions;
import dev.classifine.script.NativeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** On what the runs of an experiment are done, and how often one is tried, as options. */
final class QueueArguments {

  private static final Pattern DEVICE = Pattern.compile("cpu|(?:cuda|gpu)(?::\\d{1,3})?");
  private static final double LONGEST_WAIT = 86_400;

  @Option(
      names = "--devices",
      split = ",",
      paramLabel = "DEVICE",
      description =
          "Where runs are done, each in a process of its own, one at a time on each: cpu, cuda:N or"
              + " several with commas. One that is named twice takes two.")
  private List<String> devices = List.of();

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "Further attempts of a run whose process was killed or crashed (default: 2).")
  private int retries = QueueOptions.DEFAULTS.retries();

  @Option(
      names = "--retry-failed",
      description = "Try again what failed with a reason of its own, too.")
  private boolean retryFailed;

  @Option(
      names = "--retry-wait",
      paramLabel = "SECONDS",
      description = "How long before another attempt (default: 5).")
  private double retryWait = QueueOptions.DEFAULTS.retryWait().toSeconds();

  /** Whether there are devices to choose from, so that runs are processes of their own. */
  boolean hasDevices() {
    return !devices.isEmpty();
  }

  /**
   * Checks that the runs are not told where else to be.
   *
   * @param where what the option is called
   * @param given whether the runs have a device of their own
   * @throws UsageException if they do and there are devices to choose from
   */
  void checkOwn(String where, boolean given) {
    if (given && hasDevices()) {
      throw new UsageException(where + ": --devices gives one to each run. Give one of the two.");
    }
  }

  /**
   * The options.
   *
   * @throws UsageException if a name is no device's, or a number is out of its range
   */
  QueueOptions options() {
    for (String device : devices) {
      if (!DEVICE.matcher(device).matches()) {
        throw new UsageException(
            "--devices: \""
                + device
                + "\" is not a device. Each must be cpu, cuda or cuda:N, as in cuda:0,cuda:1.");
      }
    }
    if (!(retryWait >= 0 && retryWait <= LONGEST_WAIT)) {
      throw new UsageException(
          "--retry-wait: " + retryWait + " is not from 0 to 86400. Give a number of seconds.");
    }
    Duration wait = Duration.ofMillis(Math.round(retryWait * 1000));
    QueueOptions options =
        new QueueOptions(QueueOptions.DEFAULTS.devices(), retries, retryFailed, wait);
    return hasDevices() ? options.withDevices(devices) : options;
  }

  /**
   * Does each run in a process of its own, where devices were given; the device is added to its
   * arguments.
   *
   * @param arguments those of {@code train} for a run, but for where it is written
   */
  Optional<Launcher> processes(Function<PlannedRun, List<String>> arguments) {
    return hasDevices()
        ? Optional.of(
            new ProcessLauncher(
                JavaCommand.of(Main.class.getName(), "train"),
                arguments,
                ProcessLauncher.threadsEach(devices)))
        : Optional.empty();
  }

  /**
   * Makes sure that the GPUs are there: one that is not would take run after run, and fail each.
   *
   * @throws ClassifineException if one is not
   */
  void checkDevices() {
    devices.stream()
        .filter(device -> !device.equals("cpu"))
        .distinct()
        .forEach(QueueArguments::check);
  }

  private static void check(String device) {
    try {
      NativeRuntime.device(device);
    } catch (ClassifineException e) {
      throw new ClassifineException(e.getMessage().replaceFirst("^--device: ", "--devices: "), e);
    }
  }
}
