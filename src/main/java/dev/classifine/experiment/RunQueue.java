package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.train.StopRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does the runs of an experiment that are not done yet, one at a time on each device. What fails is
 * written down and does not stop the others.
 *
 * <p>A run whose record says that it is done, with the same values, is not begun again. Any other
 * is: its folder tells what is left of it.
 */
public final class RunQueue {

  private final ExperimentFolder folder;
  private final Launcher launcher;
  private final QueueOptions options;
  private final ExperimentListener listener;
  private final StopRequest stop;

  /**
   * @param folder where runs and records are kept
   * @param launcher does a run
   * @param stop asks to save and end; runs that have not begun are left
   */
  public RunQueue(
      ExperimentFolder folder,
      Launcher launcher,
      QueueOptions options,
      ExperimentListener listener,
      StopRequest stop) {
    this.folder = folder;
    this.launcher = launcher;
    this.options = options;
    this.listener = new OneAtATime(listener);
    this.stop = stop;
  }

  /**
   * Does them. To interrupt the thread is to ask for the end; it stays interrupted.
   *
   * @param runs each with a name of its own
   * @return what became of them, in their order; without those that had not begun when the queue
   *     was asked to end
   * @throws ClassifineException if a record cannot be written; the runs that had begun were asked
   *     to end then, and have
   * @throws IllegalArgumentException if two have one name, upper and lower case being the same
   */
  public List<RunRecord> run(List<PlannedRun> runs) {
    checkNames(runs);
    stop.begin();
    Map<String, RunRecord> ended = new HashMap<>();
    Deque<PlannedRun> waiting = new ArrayDeque<>();
    List<RunRecord> done = new ArrayList<>();
    for (PlannedRun run : runs) {
      Optional<RunRecord> before = folder.record(run.name()).filter(r -> isDone(r, run));
      before.ifPresentOrElse(done::add, () -> waiting.add(run));
    }
    done.forEach(record -> ended.put(record.name(), record));
    listener.onPlanned(runs, done);
    new Workers(waiting, ended, runs).work();
    return inOrder(runs, ended);
  }

  /** Two folders whose names differ in case only are one on some systems. */
  private static void checkNames(List<PlannedRun> runs) {
    Set<String> names = new HashSet<>();
    for (PlannedRun run : runs) {
      if (!names.add(run.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("Two runs are called " + run.name() + ".");
      }
    }
  }

  private static boolean isDone(RunRecord record, PlannedRun run) {
    return record.isDone() && record.values().equals(run.values());
  }

  private static List<RunRecord> inOrder(List<PlannedRun> runs, Map<String, RunRecord> ended) {
    return runs.stream().map(PlannedRun::name).map(ended::get).filter(r -> r != null).toList();
  }

  /** The devices' threads, and what they share. */
  private final class Workers {

    private final Deque<PlannedRun> waiting;
    private final Map<String, RunRecord> ended;
    private final List<PlannedRun> runs;

    Workers(Deque<PlannedRun> waiting, Map<String, RunRecord> ended, List<PlannedRun> runs) {
      this.waiting = waiting;
      this.ended = ended;
      this.runs = runs;
    }

    /** Works until nothing waits. */
    void work() {
      if (options.devices().size() == 1) {
        work(options.devices().get(0));
        return;
      }
      ExecutorService threads = Executors.newFixedThreadPool(options.devices().size());
      List<Future<?>> works = new ArrayList<>();
      for (String device : options.devices()) {
        works.add(threads.submit(() -> work(device)));
      }
      threads.shutdown();
      await(works);
    }

    /** Where what became of a run cannot be written down, there is no use in further ones. */
    private void work(String device) {
      Attempts attempts = new Attempts(folder, launcher, options, listener, stop);
      boolean ended = false;
      try {
        for (PlannedRun run = next(); run != null; run = next()) {
          end(attempts.run(run, device));
        }
        ended = true;
      } finally {
        if (!ended) {
          stop.request();
        }
      }
    }

    /** An interrupt asks to end, as the request does: the runs that are left would not get far. */
    private synchronized PlannedRun next() {
      if (Thread.currentThread().isInterrupted()) {
        stop.request();
      }
      return stop.isRequested() ? null : waiting.poll();
    }

    private synchronized void end(RunRecord record) {
      folder.write(record);
      ended.put(record.name(), record);
      folder.results(inOrder(runs, ended), Map.of());
      listener.onEnd(record);
    }

    /** Waits for all, since they use the folder, and then tells why the first of them failed. */
    private void await(List<Future<?>> works) {
      RuntimeException failure = null;
      boolean interrupted = false;
      for (int i = 0; i < works.size(); ) {
        try {
          works.get(i).get();
          i++;
        } catch (ExecutionException e) {
          failure = failure == null ? unwrapped(e) : failure;
          i++;
        } catch (InterruptedException e) {
          interrupted = true;
          stop.request();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(e.getCause());
  }

  /** Passes calls of several threads on, one at a time. */
  private record OneAtATime(ExperimentListener to) implements ExperimentListener {
    @Override
    public synchronized void onPlanned(List<PlannedRun> runs, List<RunRecord> done) {
      to.onPlanned(runs, done);
    }

    @Override
    public synchronized void onStart(PlannedRun run, String device, int attempt) {
      to.onStart(run, device, attempt);
    }

    @Override
    public synchronized void onProgress(PlannedRun run, String progress) {
      to.onProgress(run, progress);
    }

    @Override
    public synchronized void onRetry(PlannedRun run, String why) {
      to.onRetry(run, why);
    }

    @Override
    public synchronized void onEnd(RunRecord record) {
      to.onEnd(record);
    }
  }
}
