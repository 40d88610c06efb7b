package dev.classifine.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep came to.
 *
 * @param folder the experiment's
 * @param options what was searched and how
 * @param ranking by what the best run was told
 * @param rungs the runs that ended, in the order of the trials; one list, or one a rung in
 *     successive halving
 * @param interrupted whether it was asked to end before all runs had
 * @param notes what a person should know of it
 */
public record SweepResult(
    Path folder,
    SweepOptions options,
    Ranking ranking,
    List<List<RunRecord>> rungs,
    boolean interrupted,
    List<String> notes) {

  /** Copies the lists. */
  public SweepResult {
    rungs = rungs.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
  }

  /** All runs, in the order of the trials. */
  public List<RunRecord> runs() {
    return rungs.stream().flatMap(List::stream).toList();
  }

  /** All runs, the best first; those of a later rung before those of an earlier. */
  public List<RunRecord> ranked() {
    return backwards().stream().flatMap(rung -> ranking.ranked(rung).stream()).toList();
  }

  /** The best run of the last rung that has one; empty where no run has the metric. */
  public Optional<RunRecord> best() {
    return backwards().stream().flatMap(rung -> ranking.best(rung).stream()).findFirst();
  }

  /** The folder with the best run's checkpoint; empty where there is no best run. */
  public Optional<Path> bestFolder() {
    return best().map(run -> ExperimentFolder.runFolder(folder, run.name()));
  }

  /** The runs that failed, in the order of the trials. */
  public List<RunRecord> failed() {
    return runs().stream().filter(run -> run.status() == RunStatus.FAILED).toList();
  }

  private List<List<RunRecord>> backwards() {
    List<List<RunRecord>> backwards = new ArrayList<>(rungs);
    Collections.reverse(backwards);
    return backwards;
  }

  /** What follows from the runs, by name, for {@code results.json}. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("metric", ranking.metric());
    summary.put("direction", ranking.direction().name().toLowerCase(Locale.ROOT));
    summary.put("interrupted", interrupted);
    summary.put("failed", failed().size());
    summary.put("best", best().map(RunRecord::name).orElse(null));
    summary.put("best_value", best().map(run -> run.metric(ranking.metric())).orElse(null));
    summary.put("best_values", best().map(RunRecord::values).orElse(null));
    summary.put(
        "best_folder", bestFolder().map(folder::relativize).map(Path::toString).orElse(null));
    summary.put("notes", notes);
    return summary;
  }
}
