package dev.classifine.script;

import ai.djl.engine.EngineException;
import dev.classifine.error.ClassifineException;
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
    return e.getMessage() != null && says(e.getMessage());
  }

  private static boolean says(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(small::contains);
  }

  /**
   * What to throw for a failure: an error with libtorch's reason where memory was full, and the
   * failure itself otherwise.
   *
   * @param what does not fit, as a sentence without its end
   * @param remedy a sentence
   */
  public static RuntimeException told(EngineException e, String what, String remedy) {
    return isIn(e) ? new ClassifineException(what + ": " + reason(e) + ". " + remedy, e) : e;
  }

  /** The line that says so, without the program's place and the trace of native calls around it. */
  public static String reason(EngineException e) {
    return e.getMessage()
        .lines()
        .filter(OutOfMemory::says)
        .findFirst()
        .or(() -> e.getMessage().lines().findFirst())
        .orElse("")
        .strip();
  }
}
