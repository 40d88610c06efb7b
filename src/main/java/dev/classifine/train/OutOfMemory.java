package dev.classifine.train;

import ai.djl.engine.EngineException;
import java.util.Locale;

/** Whether libtorch failed because a device's memory is full. */
final class OutOfMemory {

  private OutOfMemory() {}

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

  /** Its first line, without the trace of native calls. */
  static String reason(EngineException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }
}
