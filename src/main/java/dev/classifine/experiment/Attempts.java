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
    long begin = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        listener.onStart(run, device, attempt);
        Map<String, Object> metrics = attempt(run, device);
        return record(run, RunStatus.DONE, metrics, begin, attempt, device, null);
      } catch (RunInterruptedException e) {
        return ended(run, RunStatus.INTERRUPTED, begin, attempt, device, e.getMessage());
      } catch (ClassifineException e) {
        if (attempt > options.retries() || !mayEndOtherwise(e) || stop.isRequested()) {
          return ended(run, RunStatus.FAILED, begin, attempt, device, e.getMessage());
        }
        listener.onRetry(run, e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("{}", run.name(), e);
        return ended(run, RunStatus.FAILED, begin, attempt, device, "internal error: " + e);
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

  private boolean mayEndOtherwise(ClassifineException e) {
    return e instanceof RunKilledException
        || options.retryFailed() && !(e instanceof UsageException);
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

  private static RunRecord ended(
      PlannedRun run, RunStatus status, long begin, int attempts, String device, String message) {
    return record(run, status, Map.of(), begin, attempts, device, message);
  }

  private static RunRecord record(
      PlannedRun run,
      RunStatus status,
      Map<String, Object> metrics,
      long begin,
      int attempts,
      String device,
      String message) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new RunRecord(
        run.name(), run.values(), status, metrics, seconds, attempts, device, message);
  }
}
