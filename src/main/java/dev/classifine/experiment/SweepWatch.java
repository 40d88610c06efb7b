package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import dev.classifine.experiment.SweepOptions.Keep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Keeps the tables of a sweep up to date while a rung runs, and the disk clear of models. */
final class SweepWatch implements ExperimentListener {

  private final ExperimentFolder folder;
  private final SweepOptions options;
  private final Ranking ranking;
  private final List<List<RunRecord>> before;
  private final List<PlannedRun> planned;
  private final ExperimentListener to;

  /**
   * @param before the rungs that ended
   * @param planned the runs of this rung
   * @param to hears of all that this one hears of
   */
  SweepWatch(
      ExperimentFolder folder,
      SweepOptions options,
      Ranking ranking,
      List<List<RunRecord>> before,
      List<PlannedRun> planned,
      ExperimentListener to) {
    this.folder = folder;
    this.options = options;
    this.ranking = ranking;
    this.before = List.copyOf(before);
    this.planned = planned;
    this.to = to;
  }

  @Override
  public void onPlanned(List<PlannedRun> runs, List<RunRecord> done) {
    to.onPlanned(runs, done);
    done.forEach(this::checkMetric);
    if (!done.isEmpty()) {
      update();
    }
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    to.onStart(run, device, attempt);
  }

  @Override
  public void onProgress(PlannedRun run, String progress) {
    to.onProgress(run, progress);
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    to.onRetry(run, why);
  }

  @Override
  public void onEnd(RunRecord record) {
    to.onEnd(record);
    checkMetric(record);
    update();
  }

  /** Which metrics there are is known by the first run that is done. */
  private void checkMetric(RunRecord record) {
    String name = "eval_" + ranking.metric();
    if (record.isDone()
        && !record.metrics().containsKey(name)
        && !record.metrics().containsKey(ranking.metric())) {
      TreeSet<String> known = new TreeSet<>();
      record.metrics().keySet().stream().filter(key -> key.startsWith("eval_")).forEach(known::add);
      throw new UsageException(
          "metric: \""
              + ranking.metric()
              + "\" is not a number of the evaluation of "
              + record.name()
              + ". It must be one of "
              + String.join(", ", known)
              + ".");
    }
  }

  private void update() {
    SweepResult result = result();
    folder.results(result.runs(), Map.of());
    if (options.keep() == Keep.BEST) {
      String best = result.best().map(RunRecord::name).orElse("");
      result.runs().stream()
          .filter(run -> run.isDone() && !run.name().equals(best))
          .filter(run -> result.best().isPresent())
          .forEach(run -> ModelFiles.delete(folder.runFolder(run.name())));
    }
  }

  private SweepResult result() {
    List<List<RunRecord>> rungs = new ArrayList<>(before);
    rungs.add(planned.stream().flatMap(run -> folder.record(run.name()).stream()).toList());
    return new SweepResult(folder.path(), options, ranking, rungs, true, List.of());
  }
}
