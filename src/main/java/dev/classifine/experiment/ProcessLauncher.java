package dev.classifine.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does each run in a process of its own, {@code classifine train ARGUMENTS --output FOLDER
 * --resume}: one that crashes or is killed takes no other with it, and several run at the same
 * time. What a process prints goes to the run's log, after what is there.
 *
 * <p>A process is asked to save and end by the end of its standard input ({@code
 * --stop-with-parent}). So it does the same where this process is killed: none is left behind.
 *
 * <p>A run that goes on keeps the number of threads that it was begun with, since another number
 * gives other last bits; unless its arguments have {@code --threads}.
 */
public final class ProcessLauncher implements Launcher {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);

  private static final long LOOK_MILLIS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String THREADS = "--threads";

  /** Ctrl-C reaches processes of a terminal on their own, and perhaps before it reaches us. */
  private static final long OWN_SIGNAL_MILLIS = 1_000;

  private final List<String> command;
  private final Function<PlannedRun, List<String>> arguments;
  private final int threads;
  private final Duration patience;

  /**
   * Leaves the number of threads to the runs.
   *
   * @param command what starts a training: {@link JavaCommand} with the program's main class and
   *     {@code train}
   * @param arguments the arguments of a run, as on the command line; where it is written, and
   *     {@code --device} where there are several, are added
   */
  public ProcessLauncher(List<String> command, Function<PlannedRun, List<String>> arguments) {
    this(command, arguments, 0);
  }

  /**
   * Gives each process a number of threads.
   *
   * @param threads of one native operation, for runs whose arguments have no {@code --threads}; 0
   *     leaves it to them; see {@link #threadsEach}
   */
  public ProcessLauncher(
      List<String> command, Function<PlannedRun, List<String>> arguments, int threads) {
    this(command, arguments, threads, PATIENCE);
  }

  /**
   * @param patience how long a process may save before a person is told which it is
   */
  ProcessLauncher(
      List<String> command,
      Function<PlannedRun, List<String>> arguments,
      int threads,
      Duration patience) {
    this.patience = patience;
    this.command = List.copyOf(command);
    this.arguments = arguments;
    this.threads = threads;
  }

  /**
   * How many threads each process gets so that they share the processor: the cores by the number of
   * times that {@code cpu} is among the devices, at least 1; 0, which leaves it to the run, where
   * it is there once or not at all.
   */
  public static int threadsEach(List<String> devices) {
    int sharing = Collections.frequency(devices, "cpu");
    return sharing < 2 ? 0 : Math.max(1, Runtime.getRuntime().availableProcessors() / sharing);
  }

  @Override
  public Map<String, Object> launch(PlannedRun run, Place place) {
    if (place.stop().isRequested()) {
      throw new RunInterruptedException("Interrupted before it began.");
    }
    List<String> given = given(run, place);
    RunLog log = RunLog.begin(place.log(), String.join(" ", given));
    List<String> line = new ArrayList<>(command);
    line.addAll(given);
    ProcessEnd end = await(line, log, place);
    if (!end.isSuccess()) {
      throw end.failure(log);
    }
    return Values.of(Json.readObject(place.folder().resolve("all_results.json")));
  }

  private List<String> given(PlannedRun run, Place place) {
    List<String> given = new ArrayList<>(arguments.apply(run));
    given.addAll(List.of("--output", place.folder().toString(), "--resume", "--stop-with-parent"));
    if (place.device() != null) {
      given.addAll(List.of("--device", place.device()));
    }
    int number = threads(place);
    if (number > 0 && given.stream().noneMatch(ProcessLauncher::isThreads)) {
      given.addAll(List.of(THREADS, Integer.toString(number)));
    }
    return given;
  }

  private static boolean isThreads(String argument) {
    return argument.equals(THREADS) || argument.startsWith(THREADS + "=");
  }

  /** Those that the run was begun with; a share of the processor for a new one. */
  private int threads(Place place) {
    Path manifest = place.folder().resolve("run.json");
    if (Files.isRegularFile(manifest)) {
      try {
        JsonObject json = Json.readObject(manifest);
        JsonElement before = json.get("threads");
        return before != null && Json.scalar(before) instanceof Long number
            ? number.intValue()
            : share(place);
      } catch (ClassifineException e) {
        return share(place); // a damaged one is written anew by the run, which warns of it
      }
    }
    return share(place);
  }

  private int share(Place place) {
    return "cpu".equals(place.device()) ? threads : 0;
  }

  /**
   * Waits for the end of a process; it has ended where this returns or throws. One that saves is
   * not killed, however long that takes: a person is told which it is, and may.
   */
  private ProcessEnd await(List<String> line, RunLog log, Place place) {
    try (ChildProcess child = ChildProcess.start(line, log.file())) {
      boolean asked = false;
      boolean told = false;
      long begin = System.nanoTime();
      while (!child.ends(LOOK_MILLIS)) {
        if (!asked && place.stop().isRequested()) {
          child.askToEnd();
          asked = true;
          begin = System.nanoTime();
        }
        if (asked && !told && System.nanoTime() - begin >= patience.toNanos()) {
          told = true;
          LOG.warn(
              "Process {}, which was asked to save and end, has not after {} s. If {} does not"
                  + " change any more, kill it: the run goes on from its last checkpoint.",
              child.id(),
              patience.toSeconds(),
              place.folder());
        }
        place.progress().accept(asked ? saving(told, child) : log.progress());
      }
      ProcessEnd end = new ProcessEnd(child.code(), asked);
      return end.wasAskedByASignal() && isRequestedSoon(place) ? end.asked() : end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunInterruptedException("Interrupted: the thread that waited for it was.");
    }
  }

  private static String saving(boolean late, ChildProcess child) {
    return late ? "saving, process " + child.id() : "saving";
  }

  private static boolean isRequestedSoon(Place place) throws InterruptedException {
    for (long waited = 0; waited < OWN_SIGNAL_MILLIS; waited += LOOK_MILLIS) {
      if (place.stop().isRequested()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return place.stop().isRequested();
  }
}
