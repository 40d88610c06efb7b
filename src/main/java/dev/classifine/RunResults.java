package dev.classifine;

import com.google.gson.JsonObject;
import dev.classifine.card.ModelCard;
import dev.classifine.data.Labelling;
import dev.classifine.html.RunFiles;
import dev.classifine.html.RunPage;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.model.TextModel;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.tuning.Tuned;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run writes when it ends: the checkpoint, its numbers and the manifest. */
final class RunResults {

  private static final Logger LOG = LoggerFactory.getLogger(RunResults.class);

  private static final String EVAL_RESULTS = "eval_results.json";

  private final FineTuningOptions options;
  private final RunManifest manifest;
  private final Path output;

  RunResults(FineTuningOptions options, RunManifest manifest) {
    this.options = options;
    this.manifest = manifest;
    this.output = options.output().folder();
  }

  /** Writes the manifest of a run that goes on. */
  void begun() {
    write(RunManifest.FILE, manifest.values());
  }

  /** Writes the manifest of a run that was asked to end. */
  FineTuningResult interrupted(Labelling labelling, TrainingOutcome outcome) {
    write(RunManifest.FILE, manifest.interrupted(outcome));
    LOG.info("Interrupted after step {}; --resume goes on from there.", outcome.steps());
    return new FineTuningResult(
        output, labelling.type(), labelling.labels(), outcome, Map.of(), null);
  }

  /**
   * Writes everything.
   *
   * @param tuned what was tuned of the decision; null where nothing was
   * @param report what the report shows beside the results
   */
  FineTuningResult complete(
      TextModel model,
      Labelling labelling,
      TrainingOutcome outcome,
      Tuned tuned,
      Map<String, Object> report) {
    model.save(output, options.output().save());
    Map<String, Object> results = TrainerState.allResults(outcome);
    write("all_results.json", results);
    write("train_results.json", TrainerState.trainResults(outcome));
    if (outcome.evaluation() != null) {
      write(EVAL_RESULTS, TrainerState.evalResults(outcome));
    } else {
      delete(EVAL_RESULTS);
    }
    TrainerState.write(output, options.training(), outcome);
    boolean reported = options.output().report();
    if (reported) {
      write(RunFiles.REPORT, report);
    } else {
      delete(RunFiles.REPORT);
      delete(RunFiles.PAGE);
    }
    manifest.phase("save");
    Map<String, Object> finished = manifest.finish(outcome);
    if (options.output().modelCard()) {
      ModelCard.write(output, json(finished), json(RunOptions.defaults(options)));
    }
    write(RunManifest.FILE, finished); // last: it says that all else is there
    if (reported) {
      RunPage.write(output, output.resolve(RunFiles.PAGE)); // a view of all that, made of the files
    }
    LOG.info("Checkpoint: {}", output);
    return new FineTuningResult(
        output, labelling.type(), labelling.labels(), outcome, results, tuned);
  }

  private static JsonObject json(Map<String, Object> values) {
    return Json.parseObject(Json.line(values), RunManifest.FILE);
  }

  /** Removes what a run left that is written over. */
  private void delete(String name) {
    WholeFile.delete(
        output.resolve(name), "It is of an older run, whose results are replaced. Delete it.");
  }

  private void write(String name, Map<String, Object> content) {
    WholeFile.write(output.resolve(name), Json.pretty(content));
  }
}
