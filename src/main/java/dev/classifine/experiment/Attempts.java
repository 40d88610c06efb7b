package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.resume.FolderLock;
import dev.classifine.train.StopRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a run until it is done, or trying again has no sense. */
final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** How often a wait looks whether it is over. */
  private static final long LOOK_MILLIS = 100;

  private final ExperimentFolder folder;
  private final Launcher launcher;
  private final QueueOptions options;
  private final ExperimentListener listener;
  private final StopRequest stop;

  Attempts(
      ExperimentFolder folder,
      Launcher launcher,
      QueueOptions options,
      ExperimentListener listener,
      StopRequest stop) {
    this.folder = folder;
    this.launcher = launcher;
    this.options = options;
    this.listener = listener;
    this.stop = stop;
  }

  /** What became of the run. */
  RunRecord run(PlannedRun run, String device) {
    Account account = Account.of(run, device, folder.latest(run.name()).orElse(null));
    for (int attempt = 1; ; attempt++) {
      account.attempts++;
      folder.write(account.record(RunStatus.BEGUN, Map.of(), null));
      try {
        listener.onStart(run, device, account.attempts);
        return account.record(RunStatus.DONE, attempt(run, device), null);
      } catch (RunInterruptedException e) {
        return account.record(RunStatus.INTERRUPTED, Map.of(), e.getMessage());
      } catch (ClassifineException e) {
        if (attempt > options.retries() || !mayEndOtherwise(e, run) || stop.isRequested()) {
          return account.record(RunStatus.FAILED, Map.of(), e.getMessage());
        }
        listener.onRetry(run, e.getMessage());
        pause();
        if (stop.isRequested()) {
          return account.record(
              RunStatus.INTERRUPTED,
              Map.of(),
              "Interrupted before another attempt, which was due since: " + e.getMessage());
        }
      } catch (RuntimeException e) {
        LOG.error("{}", run.name(), e);
        return account.record(RunStatus.FAILED, Map.of(), "internal error: " + e);
      }
    }
  }

  private Map<String, Object> attempt(PlannedRun run, String device) {
    Path place = folder.runFolder(run.name());
    awaitOrphan(run, place);
    return launcher.launch(
        run,
        new Launcher.Place(
            place,
            folder.log(run.name()),
            device,
            stop,
            progress -> listener.onProgress(run, progress)));
  }

  /**
   * A process of this run that a killed experiment left behind saves and ends; two must not write
   * to one folder.
   */
  private void awaitOrphan(PlannedRun run, Path place) {
    while (FolderLock.isTaken(place)) {
      if (stop.isRequested()) {
        throw new RunInterruptedException("Interrupted while an earlier process of it ended.");
      }
      listener.onProgress(run, "waiting for an earlier process of it to end");
      sleep(LOOK_MILLIS);
    }
  }

  private boolean mayEndOtherwise(ClassifineException e, PlannedRun run) {
    return e instanceof RunKilledException
        || options.retryFailed() && !(e instanceof UsageException)
        || isTaken(folder.runFolder(run.name()));
  }

  /** Whether a process that was still starting when we looked for one has taken the folder. */
  private static boolean isTaken(Path place) {
    try {
      return FolderLock.isTaken(place);
    } catch (ClassifineException e) {
      LOG.debug("{} cannot be looked at", place, e);
      return false;
    }
  }

  private void pause() {
    long end = System.nanoTime() + options.retryWait().toNanos();
    while (System.nanoTime() < end && !stop.isRequested()) {
      sleep(Math.min(LOOK_MILLIS, options.retryWait().toMillis()));
    }
  }

  private static void sleep(long milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunInterruptedException("Interrupted while it waited.");
    }
  }

  /** What is known of a run while it is tried. */
  private static final class Account {

    private final PlannedRun run;
    private final String device;
    private final double secondsBefore;
    private final long begin = System.nanoTime();
    private int attempts;

    private Account(PlannedRun run, String device, double secondsBefore, int attempts) {
      this.run = run;
      this.device = device;
      this.secondsBefore = secondsBefore;
      this.attempts = attempts;
    }

    /** Goes on from what was written of the run before, unless that is of another with its name. */
    static Account of(PlannedRun run, String device, RunRecord before) {
      return before == null || before.isDone() || !before.values().equals(run.values())
          ? new Account(run, device, 0, 0)
          : new Account(run, device, before.seconds(), before.attempts());
    }

    RunRecord record(RunStatus status, Map<String, Object> metrics, String message) {
      double seconds = secondsBefore + (System.nanoTime() - begin) / 1e9;
      return new RunRecord(
          run.name(), run.values(), status, metrics, seconds, attempts, device, message);
    }
  }
}
