package dev.classifine.tracking.tensorboard;

import dev.classifine.tracking.RunTracker;
import dev.classifine.tracking.TrackerFactory;
import dev.classifine.tracking.TrackerSettings;
import java.nio.file.Path;

/**
 * Writes event files for TensorBoard, under the tags of transformers' {@code TensorBoardCallback}:
 * {@code train/loss}, {@code eval/accuracy}; precision-recall curves of two labels, or of each of a
 * multi-label problem's; the options as text; and, where it is asked for, histograms of weights and
 * gradients.
 */
public final class TensorBoard implements TrackerFactory {

  /** What {@code --report-to} calls it. */
  public static final String NAME = "tensorboard";

  private static final String FOLDER = "runs";
  private static final String VARIABLE = "TENSORBOARD_LOGGING_DIR";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RunTracker create(TrackerSettings settings) {
    return new TensorBoardTracker(settings, folder(settings));
  }

  private static Path folder(TrackerSettings settings) {
    Path given = settings.options().tensorBoard().loggingDir();
    String variable = settings.environment().getOrDefault(VARIABLE, "");
    if (given == null && variable.isBlank()) {
      return settings.output().resolve(FOLDER);
    }
    return (given == null ? Path.of(variable) : given).resolve(settings.runName());
  }
}
