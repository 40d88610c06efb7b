package dev.classifine.cli;

import dev.classifine.TinyTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What the tiny training comes to in a process that nobody stops, found out once. */
final class UncutRun {

  private static Map<String, String> result;

  private UncutRun() {}

  /**
   * Its result.
   *
   * @param folder an empty one, for the first who asks
   */
  static synchronized Map<String, String> result(Path folder)
      throws IOException, InterruptedException {
    if (result == null) {
      TinyTraining training = new TinyTraining(folder);
      ForkedRun.finish(folder.resolve("uncut.log"), 0, training.arguments());
      result = TinyTraining.result(training.output());
    }
    return result;
  }
}
