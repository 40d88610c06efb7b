package dev.classifine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small files and a tiny checkpoint for whole commands. */
final class TinyRuns {

  /** A BERT of three layers and 32 hidden units with a head for four labels. */
  static final String MODEL = "src/test/resources/parity/bert";

  private static final String[] CITIES = {"paris", "rome", "oslo", "lima", "cairo", "delhi"};

  private final Path folder;

  TinyRuns(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Questions of two kinds, told apart by their first words. */
  Path csv(int rows) {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int i = 0; i < rows; i++) {
      text.append(
          i % 2 == 0
              ? "\"what city, in the world, is " + CITIES[i % 6] + " ?\",place\n"
              : "who was the first person in " + CITIES[i % 6] + " ?,person\n");
    }
    return write("train-" + rows + ".csv", text.toString());
  }

  Path write(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the tiny checkpoint, to be damaged. */
  Path modelCopy() {
    Path copy = folder.resolve("model-copy");
    try {
      Files.createDirectories(copy);
      for (String file :
          List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
        Files.copy(Path.of(MODEL, file), copy.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  Path output() {
    return folder.resolve("output");
  }

  /**
   * Evaluates what was trained.
   *
   * @param numbers takes the metrics
   */
  CommandLineRunner evaluate(Path data, Path numbers) {
    return CommandLineRunner.run(
        "evaluate",
        "--model",
        output().toString(),
        "--data",
        data.toString(),
        "--output",
        numbers.toString(),
        "--device",
        "cpu");
  }

  /** Trains the tiny checkpoint on a file; further arguments override these. */
  CommandLineRunner train(Path data, String... more) {
    return train(MODEL, data, more);
  }

  CommandLineRunner train(String model, Path data, String... more) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("--model", model);
    defaults.put("--train", data.toString());
    defaults.put("--output", output().toString());
    defaults.put("--device", "cpu");
    defaults.put("--max-length", "24");
    List<String> args = new ArrayList<>(List.of("train"));
    defaults.forEach(
        (name, value) -> {
          if (!List.of(more).contains(name)) {
            args.addAll(List.of(name, value));
          }
        });
    args.add("--ignore-mismatched-sizes"); // the tiny checkpoint has a head for other labels
    args.addAll(List.of(more));
    return CommandLineRunner.run(args.toArray(String[]::new));
  }
}
