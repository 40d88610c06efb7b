package dev.classifine.junit;

import dev.classifine.FineTuningResult;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.ClassReport;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a training of an {@link Experiment} came to. */
public final class Trained {

  private final Recipe recipe;
  private final Workspace workspace;
  private final FineTuningResult result;
  private final Supplier<Trained> again;
  private TextClassifier classifier;

  private Trained(
      Recipe recipe, Workspace workspace, FineTuningResult result, Supplier<Trained> again) {
    this.recipe = recipe;
    this.workspace = workspace;
    this.result = result;
    this.again = again;
  }

  /** Trains in a new folder. */
  static Trained by(Recipe recipe, Workspace workspace) {
    return new Trained(
        recipe,
        workspace,
        recipe.run(workspace.newFolder("run"), false),
        () -> by(recipe, workspace));
  }

  /** Does the same training again, from the same checkpoint, in a new folder. */
  public Trained again() {
    return again.get();
  }

  /**
   * Goes on with a training that was interrupted, in the same folder, by the same options: {@code
   * resume()} of {@link dev.classifine.FineTuningBuilder}.
   *
   * @throws UsageException if it was not interrupted
   */
  public Trained goOn() {
    if (!result.isInterrupted()) {
      throw new UsageException(
          name() + ": was not interrupted, so that there is nothing to go on with. Train again().");
    }
    return new Trained(recipe, workspace, recipe.run(folder(), true), () -> again().goOn());
  }

  /** What {@link dev.classifine.FineTuning} returned. */
  public FineTuningResult result() {
    return result;
  }

  /** The folder with the checkpoint and all that a run writes. */
  public Path folder() {
    return result.output();
  }

  /** The folder of the checkpoint that the training began with. */
  public Path start() {
    return recipe.checkpoint();
  }

  /** The training: its log history, how it ended, its best evaluation. */
  public TrainingOutcome outcome() {
    return result.outcome();
  }

  /** What was warned of. */
  public List<String> warnings() {
    return result.warnings();
  }

  /** The classifier that was trained; the experiment closes it. */
  public synchronized TextClassifier classifier() {
    if (classifier == null) {
      classifier = workspace.load(folder());
    }
    return classifier;
  }

  /** What the classifier says of a text. */
  public Prediction predict(String text) {
    return classifier().classify(text);
  }

  /**
   * A number of the run's results.
   *
   * @param name as in {@code all_results.json}; {@code eval_} may be left out
   * @return NaN where it was not finite
   * @throws UsageException if there is none, with the names that there are
   */
  public double metric(String name) {
    Map<String, Object> metrics = result.metrics();
    String full = metrics.containsKey(name) ? name : "eval_" + name;
    if (!metrics.containsKey(full)) {
      throw new UsageException(
          "The run has no metric \""
              + name
              + "\". It must be one of "
              + String.join(", ", metrics.keySet())
              + ".");
    }
    return metrics.get(full) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** A number of the log over the steps: {@code loss}, {@code eval_loss}, {@code grad_norm}. */
  public MetricCurve curve(String name) {
    return MetricCurve.of(name, outcome().logHistory());
  }

  /**
   * Precision, recall and F1 of a label in the run's last evaluation.
   *
   * @throws UsageException if there is no such label, as in a regression, or nothing was evaluated
   */
  public ClassReport scoresOf(String label) {
    List<ClassReport> reports =
        outcome().evaluation() == null ? List.of() : outcome().evaluation().evaluation().perClass();
    return reports.stream()
        .filter(report -> report.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "The evaluation has no label \""
                        + label
                        + "\". It must be one of "
                        + reports.stream().map(ClassReport::label).toList()
                        + "."));
  }

  /** The file with the rows that were evaluated on. */
  Path evalFile() {
    return recipe.eval() == null ? recipe.train() : recipe.eval();
  }

  /**
   * The weights that it ended with.
   *
   * @throws UsageException if the training was interrupted
   */
  SavedWeights weights() {
    if (result.isInterrupted()) {
      throw new UsageException(
          this + ": was interrupted and has no final weights. Let it goOn() first.");
    }
    return SavedWeights.of(folder());
  }

  /** The run's name: that of its folder. */
  String name() {
    return folder().getFileName().toString();
  }

  /** The run's numbers, timings apart. */
  @Override
  public String toString() {
    return RunSummary.of(name(), result);
  }
}
