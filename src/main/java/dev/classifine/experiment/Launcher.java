package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.StopRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does one run from its beginning, or from where it was cut, to its end. Where there are several
 * devices it is called by several threads.
 */
@FunctionalInterface
public interface Launcher {

  /**
   * Where a run is done.
   *
   * @param folder its output; may hold what an earlier attempt left
   * @param log a file for what it prints
   * @param device what it shall run on; null leaves that to the run
   * @param stop asks it to save and end
   * @param progress takes what it is at, in a few words
   */
  record Place(Path folder, Path log, String device, StopRequest stop, Consumer<String> progress) {}

  /**
   * Does the run.
   *
   * @return all numbers by transformers' names
   * @throws RunInterruptedException if it was asked to end, and saved
   * @throws RunKilledException if its process was ended from outside, or crashed
   * @throws UsageException if its options are not as they must be
   * @throws ClassifineException if it failed otherwise
   */
  Map<String, Object> launch(PlannedRun run, Place place);
}
