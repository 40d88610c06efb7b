package dev.classifine;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.lora.Adapter;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.resume.ResumeRules;
import dev.classifine.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The run that an output folder tells of, where one is to be gone on with. */
final class EarlierRun {

  private static final Logger LOG = LoggerFactory.getLogger(EarlierRun.class);

  private final Path folder;
  private final WrittenManifest manifest;

  private EarlierRun(Path folder, WrittenManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * The run of a folder. Checkpoints are enough to go on: a manifest that is damaged is warned of
   * and written anew.
   *
   * @param store what there is to go on from
   * @throws ClassifineException if the manifest is damaged and there is a model but no checkpoint,
   *     so that a complete run's model may have to be written over
   */
  static Optional<EarlierRun> of(Path folder, CheckpointStore store) {
    Path file = folder.resolve(RunManifest.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EarlierRun(folder, WrittenManifest.read(file)));
    } catch (ClassifineException e) {
      if (store.steps().isEmpty() && holdsModel(folder)) {
        throw new ClassifineException(
            e.getMessage()
                + " So --resume cannot tell whether the model beside it is finished, and there is"
                + " no checkpoint to go on from. Choose another folder, or give --overwrite in"
                + " place of --resume to begin anew.",
            e);
      }
      LOG.warn("{} Going on without what it told of the run; it is written anew.", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean holdsModel(Path folder) {
    return WeightFiles.areIn(folder) || Adapter.isIn(folder);
  }

  /** Its {@code run.json}. */
  JsonObject manifest() {
    return manifest.json();
  }

  /** Whether it came to its end. */
  boolean isComplete() {
    return manifest.isComplete();
  }

  /**
   * The result, where the run is complete and was made with these options. On what it ran does not
   * matter, since nothing is left to run.
   *
   * @param store what there is to go on from
   * @throws ClassifineException if it is complete, the options make it another run, and there is
   *     nothing to go on from, so that it would have to begin anew over the result
   */
  Optional<FineTuningResult> result(FineTuningOptions options, CheckpointStore store) {
    if (!isComplete()) {
      return Optional.empty();
    }
    List<String> changes = new ArrayList<>();
    JsonObject before = manifest.optionsAndData();
    Map<String, Object> now = RunOptions.values(options);
    DataOptions data = options.data();
    now.put("train_sha256", data.train().sha256(data.columns()));
    if (data.eval() != null) {
      now.put("eval_sha256", data.eval().sha256(data.evalColumns()));
    }
    for (String place : List.of("device", ResumeRules.THREADS)) {
      before.remove(place);
      now.remove(place);
    }
    ResumeRules.check(folder, before, now, false, changes::add);
    changes.addAll(ResumeRules.changesOfResult(before, now));
    if (changes.isEmpty()) {
      return Optional.of(
          new FineTuningResult(
              folder, manifest.problemType(), manifest.labels(), null, manifest.metrics(), null));
    }
    if (store.steps().isEmpty()) {
      throw nothingToGoOnFrom(changes.get(0));
    }
    return Optional.empty();
  }

  /** The error for a complete run that would have to begin anew over its result. */
  ClassifineException nothingToGoOnFrom(String change) {
    return new ClassifineException(
        "--resume: the run in "
            + folder
            + " is complete and has no checkpoint to go on from with other options. "
            + change
            + " Choose another folder, or give --overwrite in place of --resume to begin anew.");
  }
}
