package dev.classifine;

import dev.classifine.data.Columns;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains on a file whose texts take more memory than the process may have. */
final class LargeFileRun {

  static final int ROWS = 60_000;

  /** Of a text, at least: in Latin letters as many bytes. */
  static final int CHARACTERS = 700;

  private LargeFileRun() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    TinyTraining training = new TinyTraining(folder);
    FineTuning.of(TinyTraining.MODEL)
        .ignoreMismatchedSizes()
        .train(data(folder.resolve("large.csv")))
        .evalFraction(0.001)
        .columns(Columns.AUTOMATIC.withWeight("weight"))
        .training(training.training().maxSteps(2).build())
        .maxLength(24)
        .device("cpu")
        .threads(1)
        .tokenCache(folder.resolve("tokens"))
        .output(training.output())
        .run();
    System.exit(0);
  }

  /** Short texts in a lot of space, so that they are large and yet soon tokenised. */
  private static Path data(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("text,label,weight\n");
      for (int row = 0; row < ROWS; row++) {
        out.write("what city is " + row + " ".repeat(CHARACTERS) + "?,");
        out.write((row % 3 == 0 ? "place," : "person,") + (row % 2 + 0.5) + "\n");
      }
    }
    return file;
  }
}
