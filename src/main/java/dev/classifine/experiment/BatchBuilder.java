package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.StopRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Collects what a {@link Batch} needs. */
public final class BatchBuilder {

  /** The command line, which this package does not know otherwise. */
  private static final String MAIN = "dev.classifine.cli.Main";

  final List<Job> jobs = new ArrayList<>();
  QueueOptions queue = QueueOptions.DEFAULTS;
  Path output;
  boolean resume;
  ExperimentListener listener = ExperimentListener.NONE;
  StopRequest stop = new StopRequest();
  List<String> command = JavaCommand.of(MAIN, "train");

  BatchBuilder() {}

  /**
   * Adds a job.
   *
   * @param name its own within the batch, and its folder's
   * @param options of {@code classifine train} by name: {@code Map.of("epochs", 3)}. They are
   *     checked where the job begins
   */
  public BatchBuilder job(String name, Map<String, Object> options) {
    return job(new Job(name, options));
  }

  /** Adds a job. */
  public BatchBuilder job(Job job) {
    jobs.add(job);
    return this;
  }

  /** On what jobs are done, one at a time on each: {@code cpu}, {@code cuda:0}. */
  public BatchBuilder devices(String... devices) {
    this.queue = queue.withDevices(List.of(devices));
    return this;
  }

  /** How many further attempts a job gets whose process was killed or crashed; default 2. */
  public BatchBuilder retries(int value) {
    this.queue = new QueueOptions(queue.devices(), value, queue.retryFailed(), queue.retryWait());
    return this;
  }

  /** Whether a job that failed with a reason of its own gets further attempts too. */
  public BatchBuilder retryFailed(boolean value) {
    this.queue = new QueueOptions(queue.devices(), queue.retries(), value, queue.retryWait());
    return this;
  }

  /** How long before another attempt; default 5 seconds. */
  public BatchBuilder retryWait(Duration value) {
    this.queue = new QueueOptions(queue.devices(), queue.retries(), queue.retryFailed(), value);
    return this;
  }

  /** Devices and attempts at once. */
  public BatchBuilder queue(QueueOptions value) {
    this.queue = value;
    return this;
  }

  /** The folder for the batch. */
  public BatchBuilder output(Path folder) {
    this.output = folder;
    return this;
  }

  /** Goes on with a batch of the folder that was cut; begins one where there is none. */
  public BatchBuilder resume() {
    return resume(true);
  }

  /** Whether a batch that was cut is gone on with. */
  public BatchBuilder resume(boolean value) {
    this.resume = value;
    return this;
  }

  /** Hears of the jobs. */
  public BatchBuilder listener(ExperimentListener value) {
    this.listener = value;
    return this;
  }

  /** By which another thread can ask the jobs that run to save and end, and the batch to end. */
  public BatchBuilder stopRequest(StopRequest value) {
    this.stop = value;
    return this;
  }

  /** What starts a training, in place of this Java with {@code classifine train}. */
  public BatchBuilder command(List<String> value) {
    this.command = List.copyOf(value);
    return this;
  }

  /**
   * Does the jobs; what fails is told by the result.
   *
   * @throws UsageException if something is missing, or the folder holds something else
   * @throws ClassifineException if the folder cannot be used
   */
  public BatchResult run() {
    if (output == null) {
      throw new UsageException("--output: missing. It must name the folder for the batch.");
    }
    if (jobs.isEmpty()) {
      throw new UsageException("jobs: none. Give at least one.");
    }
    checkNames();
    return new Batch(this).run();
  }

  private void checkNames() {
    Set<String> names = new HashSet<>();
    for (Job job : jobs) {
      if (!names.add(job.name().toLowerCase(Locale.ROOT))) {
        throw new UsageException(
            "jobs: two are called "
                + job.name()
                + ", upper and lower case being the same. Each must have a name of its own, which"
                + " is its folder's.");
      }
      if (job.options().containsKey("device") && queue.devices().get(0) != null) {
        throw new UsageException(
            "job "
                + job.name()
                + ": device: the batch has --devices, which it gives to the jobs. Give one of the"
                + " two.");
      }
    }
  }
}
