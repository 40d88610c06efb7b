package dev.classifine.tracking;

import ai.djl.nn.Block;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The run that a tracker is made for.
 *
 * @param options what was asked of all trackers
 * @param environment the process's variables
 * @param output the run's folder
 * @param values the run's options by name, as {@code run.json} has them; null for what is not given
 * @param problem what is learnt
 * @param labels in the order of the logits
 * @param block what is trained: its parameters may be read where {@link
 *     dev.classifine.train.TrainingCallback#onStep} says that they are up to date
 */
public record TrackerSettings(
    ReportOptions options,
    Map<String, String> environment,
    Path output,
    Map<String, Object> values,
    ProblemType problem,
    LabelSet labels,
    Block block) {

  /**
   * What the run is called: as the options say, else after its folder. A run of an experiment,
   * which lies in {@code EXPERIMENT/runs/NAME}, is {@code EXPERIMENT-NAME}, or the options' name
   * with {@code -NAME}, so that each has its own.
   */
  public String runName() {
    Path folder = output.toAbsolutePath().normalize();
    Path runs = folder.getParent();
    Path experiment = runs == null || !name(runs).equals("runs") ? null : runs.getParent();
    if (options.runName() != null) {
      boolean isOfMany = experiment != null && Files.exists(experiment.resolve("experiment.json"));
      return options.runName() + (isOfMany ? "-" + name(folder) : "");
    }
    return experiment == null
        ? name(folder)
        : (name(experiment) + "-" + name(folder)).replaceFirst("^-", "");
  }

  private static String name(Path folder) {
    return folder.getFileName() == null ? "" : folder.getFileName().toString();
  }
}
