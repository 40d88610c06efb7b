package dev.classifine.script;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;

/** Whether libtorch failed because a device's memory is full. */
public final class OutOfMemory {

  /**
   * What libtorch and cuBLAS say of a GPU, and libtorch's two allocators of the processor, in small
   * letters.
   */
  private static final List<String> WORDS =
      List.of(
          "out of memory",
          "cublas_status_alloc_failed",
          "can't allocate memory",
          "not enough memory");

  private OutOfMemory() {}

  /** Whether memory was full. */
  public static boolean isIn(EngineException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(message::contains);
  }

  /** Its first line, without the trace of native calls. */
  public static String reason(EngineException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }
}
