package dev.classifine;

import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The tiny training in this process, once whole and once stopped after step {@value #STEP}: the
 * stopped one has a checkpoint of that step, one of step 36, and that of the best evaluation so
 * far. Tests take copies.
 */
final class StoppedRun {

  static final int STEP = 39;

  private static Path whole;
  private static Path stopped;

  private StoppedRun() {}

  /** A training whose output is that of the whole run. */
  static TinyTraining whole(Path folder) throws IOException {
    return copyOf(make(), folder);
  }

  /** A training whose output is that of the stopped run. */
  static TinyTraining stopped(Path folder) throws IOException {
    make();
    return copyOf(stopped, folder);
  }

  /** The result of the whole run. */
  static Map<String, String> result() throws IOException {
    return TinyTraining.result(make());
  }

  private static TinyTraining copyOf(Path output, Path folder) throws IOException {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.copy(output, training.output());
    return training;
  }

  private static synchronized Path make() throws IOException {
    if (whole == null) {
      TinyTraining first = new TinyTraining(temporary());
      first.builder().run();
      TinyTraining second = new TinyTraining(temporary());
      TinyTraining.stoppedAfter(STEP, second.builder());
      stopped = second.output();
      whole = first.output();
    }
    return whole;
  }

  /** A folder for the time of all tests. */
  private static Path temporary() throws IOException {
    Path folder = Files.createTempDirectory("classifine-stopped-run");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    return folder;
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of which step the best evaluation so far was, by a checkpoint. */
  static long bestStep(Path checkpoint) {
    return Json.readObject(checkpoint.resolve("training_state.json"))
        .getAsJsonObject("state")
        .get("best_step")
        .getAsLong();
  }
}
