package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.model.TextModel;
import dev.classifine.model.WordTable;
import dev.classifine.model.WordTables;
import dev.classifine.optim.LayerOptions;
import dev.classifine.script.MappedArray;
import dev.classifine.train.TrainingOutcome.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings whose table of words lies in a file against those in memory, byte by byte. */
@DisabledOnOs(OS.WINDOWS)
class MappedWordsTest {

  /** 4 steps an epoch, 12 in all; the table is read by evaluations and checkpoints. */
  private static final TrainingOptions OPTIONS =
      TrainingOptions.builder()
          .epochs(3)
          .batchSize(4)
          .learningRate(1e-3)
          .weightDecay(0.5)
          .evaluation(new EvaluationOptions(Cadence.every(5), 4, false))
          .saving(new SavingOptions(Cadence.every(3), 5))
          .build();

  @TempDir private Path folder;

  @BeforeEach
  void theTableIsMapped() throws IOException {
    try (TextModel model = runs("looked at", WordTables.ALWAYS_MAPPED).load()) {
      String table = model.wordEmbedding().parameter();
      var array = model.djl().getBlock().getParameters().get(table).getArray();
      assertTrue(MappedArray.of(array).isPresent());
    }
  }

  /** What a training may have beside the plain. */
  enum Feature {
    DECAY(builder -> builder, runs -> runs),
    NO_DECAY(builder -> builder.weightDecay(0), runs -> runs),
    WORDS_THAT_JOIN(builder -> builder, runs -> runs.changing(WordRuns.Streamed::new)),
    UNFREEZING(
        builder -> builder.layers(new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1)),
        runs -> runs),
    SEVERAL_DEVICES(builder -> builder.batchSize(2), runs -> runs.onDevices(2)),
    /** Each step writes all of the file, which is slow and right. */
    ALL_WORDS(builder -> builder.subVocabulary(false), runs -> runs);

    final UnaryOperator<TrainingOptionsBuilder> options;
    final UnaryOperator<WordRuns> runs;

    Feature(UnaryOperator<TrainingOptionsBuilder> options, UnaryOperator<WordRuns> runs) {
      this.options = options;
      this.runs = runs;
    }
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void checkpointsAndParametersHaveTheBytesOfATrainingInMemory(Feature feature) throws IOException {
    TrainingOptions options = feature.options.apply(OPTIONS.toBuilder()).build();
    assertSameBytes(runs -> train(feature.runs.apply(runs), options));
  }

  @Test
  void soHasATrainingThatWasCut() throws IOException {
    assertSameBytes(
        runs -> {
          StopRequest stop = new StopRequest();
          WordRuns.End first = train(runs, OPTIONS, stop, Runs.stopAfter(7, stop));
          assertEquals(End.INTERRUPTED, first.outcome().end());
          WordRuns.End rest = train(runs, OPTIONS);
          assertEquals(7, rest.outcome().resumedFrom());
          return rest;
        });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noneOfTheTableIsInMemoryWhenATrainingGoesOn() throws IOException {
    StopRequest stop = new StopRequest();
    train(runs("run", WordTables.ALWAYS_MAPPED), OPTIONS, stop, Runs.stopAfter(7, stop));
    Set<String> before = resident().keySet();
    Map<String, Long> found = new HashMap<>();
    TrainingCallback look =
        new TrainingCallback() {
          @Override
          public void onStep(TrainingProgress progress) {
            if (progress.step() == 8) { // before the first evaluation, which reads some rows
              found.putAll(resident());
            }
          }
        };
    train(runs("run", WordTables.ALWAYS_MAPPED), OPTIONS, new StopRequest(), look);
    found.keySet().removeAll(before);
    assertEquals(1, found.size());
    assertEquals(List.of(0L), List.copyOf(found.values()), "KiB");
  }

  /** How much of each mapped table is in memory, in KiB. */
  private static Map<String, Long> resident() {
    Map<String, Long> sizes = new HashMap<>();
    String file = "";
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
          file = line.substring(line.indexOf(' '));
        } else if (line.startsWith("Rss:") && file.contains(".array")) {
          sizes.merge(file, Long.parseLong(line.replaceAll("[^0-9]", "")), Long::sum);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sizes;
  }

  private void assertSameBytes(Function<WordRuns, WordRuns.End> training) throws IOException {
    WordRuns.End memory = training.apply(runs("memory", WordTable.IN_MEMORY));
    WordRuns.End mapped = training.apply(runs("mapped", WordTables.ALWAYS_MAPPED));
    memory
        .parameters()
        .forEach((name, values) -> assertArrayEquals(values, mapped.parameters().get(name), name));
    assertEquals(memory.logged("eval_loss"), mapped.logged("eval_loss"));
    List<Path> files = tensors(folder.resolve("memory"));
    assertTrue(files.size() >= 4, files.toString());
    assertEquals(files, tensors(folder.resolve("mapped")));
    for (Path file : files) {
      Path expected = folder.resolve("memory").resolve(file);
      assertEquals(-1, Files.mismatch(expected, folder.resolve("mapped").resolve(file)), "" + file);
    }
  }

  private static List<Path> tensors(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .map(run::relativize)
          .sorted()
          .toList();
    }
  }

  private WordRuns runs(String name, WordTable table) throws IOException {
    return WordRuns.of("bert").in(folder.resolve(name)).table(table);
  }

  private static WordRuns.End train(
      WordRuns runs, TrainingOptions options, StopRequest stop, TrainingCallback callback) {
    try {
      return runs.train(options, stop, callback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WordRuns.End train(WordRuns runs, TrainingOptions options) {
    return train(runs, options, new StopRequest(), new TrainingCallback() {});
  }
}
