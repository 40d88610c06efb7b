package dev.classifine.tracking;

import dev.classifine.train.TrainingCallback;

/**
 * Tells others of a run. It hears of the training on the training's thread, as a {@link
 * TrainingCallback} does, and in the end, in any case and once, of how the run ended. It must not
 * keep the training waiting. What it throws ends it and not the run: a warning names it, and it
 * hears of nothing more.
 */
public interface RunTracker extends TrainingCallback {

  /** The run ended: lets go of files and connections; the last call. */
  void close(RunEnd end);
}
