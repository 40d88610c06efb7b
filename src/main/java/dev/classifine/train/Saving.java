package dev.classifine.train;

import dev.classifine.error.ClassifineException;
import dev.classifine.resume.CheckpointStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The checkpoints that a training writes. */
final class Saving {

  private final TrainingOptions options;
  private final CheckpointStore store;
  private final Snapshots snapshots;
  private final Map<String, Object> run;
  private final RunState state;
  private final List<TrainingCallback> callbacks;

  Saving(
      TrainingOptions options,
      CheckpointStore store,
      Snapshots snapshots,
      Map<String, Object> run,
      RunState state,
      List<TrainingCallback> callbacks) {
    this.options = options;
    this.store = store;
    this.snapshots = snapshots;
    this.run = run;
    this.state = state;
    this.callbacks = callbacks;
  }

  /** Whether a step's checkpoint is due: by the cadence, or since it is the best so far. */
  boolean isDue(long step, long perEpoch, long total) {
    boolean best = options.selection().isOn() && state.best().state().step() == step;
    return best || options.saving().cadence().isDue(step, perEpoch, total);
  }

  /** Writes a checkpoint, then deletes the oldest beyond the limit, but never the best. */
  void save(TrainingProgress progress) {
    Path folder =
        store.write(
            progress.step(),
            partial -> {
              snapshots.write(partial, run, state.values(progress.seconds()));
              TrainerState.write(
                  partial,
                  options,
                  progress,
                  state.best().best(options.selection().isOn()),
                  state.log().entries());
            });
    if (options.saving().limit() > 0) {
      List<Long> always = new ArrayList<>();
      if (options.selection().isOn()) {
        always.add(state.best().state().step());
      }
      store.keep(options.saving().limit(), progress.step(), always);
    }
    callbacks.forEach(callback -> callback.onSave(folder, progress));
  }

  /** Writes a checkpoint where there is none of this step. */
  void keep(TrainingProgress progress) {
    if (!store.steps().contains(progress.step())) {
      save(progress);
    }
  }

  /**
   * Writes a checkpoint of what a failure would lose, where there is none of this step. Where that
   * fails too, it is suppressed in the failure.
   */
  void rescue(TrainingProgress progress, Throwable failure) {
    try {
      keep(progress);
    } catch (RuntimeException | Error e) {
      if (e != failure) { // Java has errors of full memory that it throws again and again
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * Checks that the weights of the best evaluation are there to be loaded.
   *
   * @throws ClassifineException if their checkpoint is gone or damaged
   */
  void checkBest() {
    try {
      store.verify(bestFolder());
    } catch (ClassifineException e) {
      throw new ClassifineException(
          "The best weights are those of step "
              + state.best().state().step()
              + ", but their checkpoint cannot be read: "
              + e.getMessage()
              + " To end with the last weights, go on with --resume and without --load-best.",
          e);
    }
  }

  /**
   * Fills the block with the weights of the best evaluation.
   *
   * @param last the last step, of which there is a checkpoint at the latest where this fails
   * @throws ClassifineException if their checkpoint is gone or damaged
   */
  void loadBest(TrainingProgress last) {
    try {
      checkBest();
    } catch (ClassifineException e) {
      rescue(last, e);
      throw e;
    }
    snapshots.restoreParameters(bestFolder());
  }

  private Path bestFolder() {
    return store.folder(state.best().state().step());
  }
}
