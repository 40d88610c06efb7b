package dev.classifine.train;

import ai.djl.engine.EngineException;
import dev.classifine.error.ClassifineException;
import java.util.Locale;

/** Whether libtorch failed because a device's memory is full. */
final class OutOfMemory {

  private OutOfMemory() {}

  /** The error for a batch of an evaluation or a prediction. */
  static ClassifineException inInference(int rows, EngineException e) {
    return new ClassifineException(
        "The device's memory does not hold a pass over "
            + rows
            + (rows == 1 ? " row" : " rows")
            + " without gradients: "
            + firstLine(e)
            + ". Lower the batch size of the evaluation or prediction, or the maximal length.",
        e);
  }

  /** What libtorch says, without the trace of its own. */
  static String firstLine(EngineException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  /**
   * libtorch says "CUDA out of memory" of a GPU, "can't allocate memory" or "not enough memory" of
   * the processor.
   */
  static boolean isIn(EngineException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
    return message.contains("out of memory")
        || message.contains("can't allocate memory")
        || message.contains("not enough memory");
  }
}
