package dev.classifine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.io.Sha256;
import dev.classifine.train.Cadence;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOptionsBuilder;
import dev.classifine.train.TrainingProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A training of {@value #STEPS} steps of a tiny BERT, in one place as options of the library and of
 * the command line: dropout, accumulated passes with a ragged last batch, length buckets, warm-up,
 * evaluations that do not fall on checkpoints, and the best weights at the end.
 */
public final class TinyTraining {

  public static final int STEPS = 42;
  public static final int SAVE_STEPS = 6;
  public static final String MODEL = "src/test/resources/parity/bert";

  private static final int ROWS = 54;
  private static final String[] WORDS = {"city", "world", "person", "first", "what", "who", "the"};

  private final Path folder;
  private final Path train;
  private final Path eval;

  /**
   * @param folder for the data and the output
   */
  public TinyTraining(Path folder) {
    this.folder = folder;
    this.train = data("train.csv", ROWS);
    this.eval = data("eval.csv", 20);
  }

  /** Writes texts of 3 to 12 words, half of them with either label. */
  public Path data(String name, int rows) {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int i = 0; i < rows; i++) {
      text.append(i % 2 == 0 ? "what city is" : "who was the");
      for (int word = 0; word < i * 7 % 10; word++) {
        text.append(' ').append(WORDS[(i + word) % WORDS.length]);
      }
      text.append(i % 2 == 0 ? ",place\n" : ",person\n");
    }
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  public Path train() {
    return train;
  }

  public Path eval() {
    return eval;
  }

  public Path output() {
    return folder.resolve("output");
  }

  /**
   * The command line, on one thread.
   *
   * @param more further options with their values, which override these; then options without one
   */
  public List<String> arguments(String... more) {
    String usual =
        "--model %s --train %s --eval %s --output %s --device cpu --threads 1 --max-length 24"
            + " --epochs 3 --batch-size 2 --gradient-accumulation-steps 2 --learning-rate 5e-4"
            + " --weight-decay 0.01 --warmup-steps 5 --logging-steps 4 --eval-steps 10"
            + " --save-steps 6 --load-best true";
    String[] options = usual.formatted(MODEL, train, eval, output()).split(" ");
    List<String> arguments = new ArrayList<>(List.of("train", "--ignore-mismatched-sizes"));
    for (int i = 0; i < options.length; i += 2) {
      if (!List.of(more).contains(options[i])) {
        arguments.addAll(List.of(options[i], options[i + 1]));
      }
    }
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** The options, which tests change. */
  public TrainingOptionsBuilder training() {
    return TrainingOptions.builder()
        .epochs(3)
        .batchSize(2)
        .gradientAccumulationSteps(2)
        .learningRate(5e-4)
        .weightDecay(0.01)
        .warmupSteps(5)
        .logging(Cadence.every(4))
        .evaluation(new EvaluationOptions(Cadence.every(10), 64, false))
        .saving(new SavingOptions(Cadence.every(SAVE_STEPS), 2))
        .selection(new SelectionOptions("loss", SelectionOptions.Direction.BY_NAME, true, 0, 0));
  }

  /** The run, on the threads of this process. */
  public FineTuningBuilder builder() {
    return FineTuning.of(MODEL)
        .ignoreMismatchedSizes()
        .train(train)
        .eval(eval)
        .output(output())
        .device("cpu")
        .maxLength(24)
        .training(training().build());
  }

  /** Begins the run and asks it to end after a step. */
  public static FineTuningResult stoppedAfter(long step, FineTuningBuilder builder) {
    StopRequest stop = new StopRequest();
    return builder.stopRequest(stop).callback(after(step, stop::request)).run();
  }

  /** Calls something after a step. */
  public static TrainingCallback after(long step, Runnable what) {
    return new TrainingCallback() {
      @Override
      public void onStep(TrainingProgress progress) {
        if (progress.step() == step) {
          what.run();
        }
      }
    };
  }

  /**
   * What a finished run must agree on with another one, by name: hashes of the weights at the end
   * and of the weights and moments after the last step; metrics and log without their timings.
   */
  public static Map<String, String> result(Path output) throws IOException {
    return result(output, STEPS);
  }

  /** As above, for a run of another number of steps. */
  public static Map<String, String> result(Path output, int steps) throws IOException {
    Map<String, String> result = new TreeMap<>();
    String last = "checkpoint-" + steps;
    for (String file :
        List.of(
            "model.safetensors",
            last + "/model.safetensors",
            last + "/training_state.safetensors")) {
      try (InputStream in = Files.newInputStream(output.resolve(file))) {
        result.put(file, Sha256.of(in));
      }
    }
    for (String file : List.of("all_results.json", "trainer_state.json")) {
      result.put(file, Json.pretty(withoutTimings(Json.readObject(output.resolve(file)))));
    }
    return result;
  }

  private static JsonElement withoutTimings(JsonElement json) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(TinyTraining::withoutTimings);
    } else if (json.isJsonObject()) {
      JsonObject object = json.getAsJsonObject();
      List.copyOf(object.keySet()).stream()
          .filter(name -> name.matches(".*_(runtime|per_second)"))
          .forEach(object::remove);
      object.entrySet().forEach(entry -> withoutTimings(entry.getValue()));
    }
    return json;
  }

  /** The names in the output folder; none where it is not there. */
  public List<String> names() {
    try {
      return Folders.names(output());
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the output folder holds something of a name. */
  public boolean has(String name) {
    return Files.exists(output().resolve(name));
  }

  /** What stands in the run's manifest. */
  public JsonObject manifest() {
    return Json.readObject(output().resolve("run.json"));
  }

  /** The steps from which the run's manifest says that it went on. */
  public List<Long> resumes() {
    return manifest().getAsJsonArray("resumes").asList().stream()
        .map(entry -> entry.getAsJsonObject().get("step").getAsLong())
        .toList();
  }

  public String status() {
    return manifest().get("status").getAsString();
  }

  /** Copies a folder with all that is in it. */
  public static void copy(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(from)) {
      paths = tree.toList(); // a folder before what is in it
    }
    for (Path path : paths) {
      Files.copy(path, to.resolve(from.relativize(path)));
    }
  }
}
