package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.resume.ResumeRules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainings that have nothing to do with one another, each in a process of its own, one at a time
 * on each device.
 *
 * <pre>{@code
 * BatchResult result =
 *     Batch.builder()
 *         .job("trec", Map.of("model", "minilm", "train", "trec.csv", "epochs", 3))
 *         .job("mine", Map.of("model", "minilm", "train", "mine.csv"))
 *         .devices("cuda:0", "cuda:1")
 *         .output(folder)
 *         .resume()
 *         .run();
 * }</pre>
 *
 * <p>A batch that is gone on with may have other jobs than before: they are told apart by their
 * names. What is done with the same options is not repeated; what was begun is gone on with; what
 * was begun with other options begins anew, and what there was of it is set aside.
 */
public final class Batch {

  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private static final String KIND = "batch";

  /** Of the options that a run may change, those that name its data, or may tell what is best. */
  private static final Set<String> NOT_FREE =
      Set.of("train", "eval", "jdbc_url", "eval_strategy", "eval_steps");

  /** What is no part of a run's options: who hears of it, what it leaves beside the checkpoint. */
  private static final Set<String> BESIDE =
      Set.of(
          "report_to",
          "run_name",
          "logging_dir",
          "tensorboard_histograms",
          "mlflow_tracking_uri",
          "mlflow_experiment",
          "report",
          "no_report",
          "model_card",
          "no_model_card",
          "quiet",
          "json",
          "jdbc_user",
          "jdbc_properties",
          "resume_other_threads");

  private static final String DEVICE = "device";

  private final BatchBuilder given;

  Batch(BatchBuilder given) {
    this.given = given;
  }

  /** Begins a batch without jobs. */
  public static BatchBuilder builder() {
    return new BatchBuilder();
  }

  /**
   * Does the jobs.
   *
   * @throws UsageException if the folder holds something else
   * @throws ClassifineException if the folder cannot be used
   */
  BatchResult run() {
    List<PlannedRun> runs = given.jobs.stream().map(Job::run).toList();
    Map<String, List<String>> arguments = new HashMap<>();
    given.jobs.forEach(job -> arguments.put(job.name(), job.arguments()));
    Launcher launcher =
        new ProcessLauncher(
            given.command,
            run -> arguments.get(run.name()),
            ProcessLauncher.threadsEach(given.queue.devices()));
    // Its jobs are not part of what it is: a batch may get further ones.
    try (ExperimentFolder folder =
        ExperimentFolder.open(given.output, KIND, Map.of(), given.resume)) {
      runs.forEach(run -> takeUp(folder, run));
      List<RunRecord> records =
          new RunQueue(folder, launcher, given.queue, given.listener, given.stop).run(runs);
      BatchResult result = new BatchResult(given.output, runs, records);
      folder.results(records, summary(result));
      return result;
    }
  }

  private static Map<String, Object> summary(BatchResult result) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("jobs", result.jobs().size());
    for (RunStatus status : List.of(RunStatus.DONE, RunStatus.FAILED, RunStatus.INTERRUPTED)) {
      summary.put(status.id(), result.records(status).size());
    }
    return summary;
  }

  /**
   * Looks at what there is of a job. To go on with what other options made would give a model that
   * no options make: it begins anew.
   */
  private static void takeUp(ExperimentFolder folder, PlannedRun run) {
    RunRecord before = folder.latest(run.name()).orElse(null);
    if (before == null || before.values().equals(run.values())) {
      return;
    }
    Set<String> changes = changes(before.values(), run.values());
    if (changes.isEmpty()) {
      folder.write(before.withValues(run.values())); // it is what these options make, too
      return;
    }
    Path aside = folder.setAside(run.name()).orElse(null);
    LOG.warn(
        "{}: {} changed, so it begins anew.{}",
        run.name(),
        String.join(", ", changes),
        aside == null ? "" : " What there was of it is in " + aside + ".");
  }

  /** The options that differ, but those that change nothing of what a run comes to. */
  private static Set<String> changes(Map<String, Object> before, Map<String, Object> now) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    names.removeIf(
        name -> Objects.equals(before.get(name), now.get(name)) || isFree(name.replace('-', '_')));
    if (devices(before) == devices(now)) {
      names.remove(DEVICE); // a run that was cut may go on elsewhere, with a warning
    }
    return names;
  }

  /** On how many devices each step is done, which says how many rows it has. */
  private static int devices(Map<String, Object> options) {
    Object value = options.get(DEVICE);
    return value == null ? 1 : Job.text(value).split(",", -1).length;
  }

  private static boolean isFree(String option) {
    return BESIDE.contains(option)
        || ResumeRules.of(option) == ResumeRules.Rule.FREE && !NOT_FREE.contains(option);
  }
}
