package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.optim.LayerOptions;
import dev.classifine.train.TrainingOutcome.End;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of the rows that occur, cut and gone on with, to the last bit of every row. */
class SubVocabularyResumeTest {

  /** 4 steps an epoch, 16 in all. */
  private static final TrainingOptions OPTIONS =
      TrainingOptions.builder()
          .epochs(4)
          .batchSize(2)
          .gradientAccumulationSteps(2)
          .learningRate(1e-3)
          .weightDecay(0.5)
          .warmupSteps(3)
          .evaluation(new EvaluationOptions(Cadence.every(5), 4, false))
          .saving(new SavingOptions(Cadence.every(6), 2))
          .build();

  @TempDir private Path folder;

  @Test
  void wheneverItWasCutItEndsWithTheSameBits() throws IOException {
    assertNoCutChangesABit(WordRuns.of("bert"), OPTIONS);
  }

  @Test
  void wordsThatJoinedDoSoOnce() throws IOException {
    assertNoCutChangesABit(WordRuns.of("bert").changing(WordRuns.Streamed::new), OPTIONS);
  }

  @Test
  void anEmbeddingThatThawsDecaysFromThenOn() throws IOException {
    LayerOptions unfreezing = new LayerOptions(1, List.of(), LayerOptions.NO_LAYERS, 1);
    assertNoCutChangesABit(
        WordRuns.of("bert"), OPTIONS.toBuilder().layers(unfreezing).epochs(5).build());
  }

  private void assertNoCutChangesABit(WordRuns runs, TrainingOptions options) throws IOException {
    WordRuns.End whole = runs.in(folder.resolve("whole")).train(options);
    long last = whole.outcome().steps();
    for (long cut : new long[] {1, 2, 5, 6, 11, last - 1}) {
      StopRequest stop = new StopRequest();
      WordRuns part = runs.in(folder.resolve("cut-" + cut));
      WordRuns.End first = part.train(options, stop, Runs.stopAfter(cut, stop));
      assertEquals(End.INTERRUPTED, first.outcome().end());
      WordRuns.End rest = part.train(options);
      assertEquals(cut, rest.outcome().resumedFrom());
      assertSame(whole, rest, "cut after step " + cut);
    }
  }

  private static void assertSame(WordRuns.End expected, WordRuns.End actual, String when) {
    expected
        .parameters()
        .forEach(
            (name, values) ->
                assertArrayEquals(values, actual.parameters().get(name), when + " " + name));
    assertEquals(expected.logged("eval_loss"), actual.logged("eval_loss"), when);
  }

  @Test
  void howOftenTheTableIsReadChangesNoBit() throws IOException {
    TrainingOptions never =
        OPTIONS.toBuilder()
            .evaluation(new EvaluationOptions(Cadence.NEVER, 4, false))
            .saving(new SavingOptions(Cadence.NEVER, 2))
            .build();
    WordRuns runs = WordRuns.of("bert");
    WordRuns.End often = runs.in(folder.resolve("often")).train(OPTIONS);
    WordRuns.End seldom = runs.in(null).train(never);
    often
        .parameters()
        .forEach((name, values) -> assertArrayEquals(values, seldom.parameters().get(name), name));
  }

  @Test
  void aCheckpointHoldsTheMomentsOfTheWordsAndTheRowsOfTheOthers() throws IOException {
    WordRuns.End end = WordRuns.of("bert").in(folder).train(OPTIONS);
    int words = end.touched().cardinality();
    assertFalse(end.touched().get(end.vocabulary() - 1));
    try (TensorSource tensors =
        Safetensors.open(folder.resolve("checkpoint-12/training_state.safetensors"))) {
      for (String moment : List.of("exp_avg.", "exp_avg_sq.")) {
        assertEquals("[" + words + ", 32]", shape(tensors, moment + end.embedding()));
      }
      assertEquals("[320, 32]", shape(tensors, "parameter." + end.embedding()));
      assertEquals("[" + (320 - words) + ", 32]", shape(tensors, "words.untouched"));
      String listed = tensors.metadata().get("words");
      assertEquals(words, listed.split(" ").length);
      assertTrue(listed.startsWith("0 "), "the padding's row is the first: " + listed);
      double decay = Double.parseDouble(tensors.metadata().get("words.decay"));
      assertEquals(0.9956, decay, 1e-3); // twelve times 1 - lr·0.5, lr 1e-3 at most
    }
  }

  @Test
  void withoutDecayTheOthersAreNotHeldTwice() throws IOException {
    TrainingOptions options = OPTIONS.toBuilder().weightDecay(0).build();
    WordRuns.of("bert").in(folder).train(options);
    try (TensorSource tensors =
        Safetensors.open(folder.resolve("checkpoint-12/training_state.safetensors"))) {
      assertTrue(tensors.find("words.untouched").isEmpty());
    }
  }

  private static String shape(TensorSource tensors, String name) {
    return Arrays.toString(tensors.find(name).orElseThrow().shape());
  }

  @Test
  void aRunOfAllWordsIsNotGoneOnWithAsOneOfSome() throws IOException {
    WordRuns runs = WordRuns.of("bert").in(folder);
    StopRequest stop = new StopRequest();
    TrainingOptions all = OPTIONS.toBuilder().subVocabulary(false).build();
    runs.train(all, stop, Runs.stopAfter(7, stop));
    ClassifineException error = assertThrows(ClassifineException.class, () -> runs.train(OPTIONS));
    assertTrue(
        error.getMessage().contains("was written with sub_vocabulary false, but now it is true."),
        error.getMessage());
  }
}
