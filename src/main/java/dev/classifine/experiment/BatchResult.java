package dev.classifine.experiment;

import java.nio.file.Path;
import java.util.List;

/**
 * What became of a {@link Batch}.
 *
 * @param folder the batch's
 * @param jobs all of them
 * @param records what became of those that were begun, in the order of the jobs
 */
public record BatchResult(Path folder, List<PlannedRun> jobs, List<RunRecord> records) {

  /** Copies the lists. */
  public BatchResult {
    jobs = List.copyOf(jobs);
    records = List.copyOf(records);
  }

  /** Whether every job came to its end. */
  public boolean isDone() {
    return records(RunStatus.DONE).size() == jobs.size();
  }

  /** Whether the batch was asked to end, and something is left to do for that. */
  public boolean isInterrupted() {
    return records.size() < jobs.size() || !records(RunStatus.INTERRUPTED).isEmpty();
  }

  /** The jobs of which one thing became. */
  public List<RunRecord> records(RunStatus status) {
    return records.stream().filter(record -> record.status() == status).toList();
  }

  /** Where a job's checkpoint is. */
  public Path checkpoint(String name) {
    return ExperimentFolder.runFolder(folder, name);
  }

  /** Where a job's process printed to. */
  public Path log(String name) {
    return ExperimentFolder.log(folder, name);
  }
}
