package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.parity.Fixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MicroBatcherTest {

  private static final Fixture BERT = Fixture.of("bert");
  private static final List<String> TEXTS = Fixture.strings(BERT.expected().get("texts"));
  private static final MicroBatchOptions USUAL = MicroBatchOptions.DEFAULTS;

  private TextClassifier classifier;

  @BeforeEach
  void load() {
    classifier = TextClassifier.load(BERT.folder().toString(), "cpu", 40);
  }

  @AfterEach
  void close() {
    classifier.close();
  }

  @Test
  void manyThreadsGetTheNumbersOfOne() throws Exception {
    List<Prediction> alone = TEXTS.stream().map(classifier::classify).toList();
    List<ClassifierListener.Measurement> told = Collections.synchronizedList(new ArrayList<>());
    classifier.addListener(told::add);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL)) {
      List<Future<Prediction>> together = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String text = TEXTS.get(i % TEXTS.size());
        together.add(threads.submit(() -> batcher.classify(text)));
      }
      for (int i = 0; i < together.size(); i++) {
        Prediction expected = alone.get(i % TEXTS.size());
        Prediction prediction = together.get(i).get();
        assertArrayEquals(expected.logits(), prediction.logits(), 1e-6f);
        assertEquals(expected.label(), prediction.label());
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(400, told.stream().mapToInt(ClassifierListener.Measurement::texts).sum());
    assertTrue(told.stream().allMatch(m -> m.texts() <= 32 && m.computingNanos() > 0), "" + told);
  }

  @Test
  void pairsAndTextsMayBeInOneBatch() throws Exception {
    float[] expected = Fixture.floats(BERT.expected().get("pair_logits"));
    List<String> pair = Fixture.strings(Fixture.items(BERT.expected().get("pairs")).get(0));
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL)) {
      List<Prediction> both =
          batcher.classify(
              List.of(
                  new Example(pair.get(0), pair.get(1), null, 0),
                  new Example(TEXTS.get(0), null, null, 0)));
      assertArrayEquals(Arrays.copyOf(expected, 4), both.get(0).logits(), 1e-5f);
      assertArrayEquals(classifier.classify(TEXTS.get(0)).logits(), both.get(1).logits(), 1e-6f);
      assertArrayEquals(
          both.get(0).logits(), batcher.submit(pair.get(0), pair.get(1)).get().logits(), 1e-6f);
    }
  }

  @Test
  void aTextWaitsForOthersUntilABatchIsFull() {
    HeldClassifier told = new HeldClassifier();
    told.release();
    classifier.addListener(told);
    MicroBatchOptions patient = USUAL.withMaxBatch(3).withMaxWait(Duration.ofMinutes(1));
    try (MicroBatcher batcher = new MicroBatcher(classifier, patient)) {
      List<CompletableFuture<Prediction>> results = TEXTS.stream().map(batcher::submit).toList();
      results.subList(0, TEXTS.size() / 3 * 3).forEach(CompletableFuture::join);
    }
    List<ClassifierListener.Measurement> batches = told.measurements();
    assertEquals((TEXTS.size() + 2) / 3, batches.size());
    assertTrue(batches.subList(0, TEXTS.size() / 3).stream().allMatch(m -> m.texts() == 3));
    assertTrue(batches.stream().allMatch(m -> m.waitingNanos() > 0));
    assertTrue(batches.stream().allMatch(m -> m.tokens() > m.texts()));
  }

  @Test
  void whoIsHurriedWaitsForNobody() {
    MicroBatchOptions patient = USUAL.withMaxWait(Duration.ofMinutes(1));
    try (MicroBatcher batcher = new MicroBatcher(classifier, patient)) {
      CompletableFuture<Prediction> waiting = batcher.submit(TEXTS.get(0));
      batcher.hurry();
      assertEquals(classifier.classify(TEXTS.get(0)).label(), waiting.join().label());
      assertEquals(waiting.join().label(), batcher.submit(TEXTS.get(0)).join().label());
    }
  }

  @Test
  void whatFollowsAPredictionCannotCloseTheBatcher() throws Exception {
    HeldClassifier held = new HeldClassifier();
    classifier.addListener(held);
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL)) {
      CompletableFuture<Prediction> result = batcher.submit(TEXTS.get(0));
      held.awaitHeld();
      CompletableFuture<Void> closing = result.thenRun(() -> closeFromWithin(batcher));
      held.release();
      assertTrue(
          assertThrows(CompletionException.class, closing::join).getCause()
              instanceof IllegalStateException);
    }
  }

  private static void closeFromWithin(MicroBatcher batcher) {
    batcher.close();
  }

  @Test
  void aTextThatNobodyJoinsIsClassifiedAlone() {
    MicroBatchOptions patient = USUAL.withMaxWait(Duration.ofMillis(20));
    try (MicroBatcher batcher = new MicroBatcher(classifier, patient)) {
      assertEquals(
          classifier.classify(TEXTS.get(0)).label(), batcher.submit(TEXTS.get(0)).join().label());
    }
  }

  @Test
  void closingClassifiesWhatWaitsAndTakesNoMore() throws Exception {
    HeldClassifier held = new HeldClassifier();
    classifier.addListener(held);
    MicroBatcher batcher = new MicroBatcher(classifier, USUAL.withMaxBatch(2));
    List<CompletableFuture<Prediction>> results = new ArrayList<>();
    results.add(batcher.submit(TEXTS.get(0)));
    held.awaitHeld();
    for (int i = 0; i < 20; i++) {
      results.add(batcher.submit(TEXTS.get(i % TEXTS.size())));
    }
    assertEquals(20, batcher.waiting());
    Thread closing = new Thread(batcher::close);
    closing.start();
    while (!isClosed(batcher)) {
      Thread.onSpinWait();
    }
    assertTrue(closing.isAlive());
    held.release();
    closing.join();
    assertTrue(results.stream().allMatch(result -> result.join().label() != null));
    assertEquals(0, batcher.waiting());
    batcher.close();
    assertThrows(IllegalStateException.class, () -> batcher.classify("a"));
  }

  private static boolean isClosed(MicroBatcher batcher) {
    try {
      batcher.submit(List.of());
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void whoAsksWhileItIsClosedGetsAnAnswerOrAnError() throws Exception {
    MicroBatcher batcher = new MicroBatcher(classifier, USUAL);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> askers = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      askers.add(
          threads.submit(
              () -> {
                for (int answers = 0; ; answers++) {
                  try {
                    batcher.classify(TEXTS.get(answers % TEXTS.size())).label();
                  } catch (IllegalStateException e) {
                    return answers;
                  }
                }
              }));
    }
    batcher.classify("a");
    batcher.close();
    for (Future<Integer> asker : askers) {
      assertTrue(asker.get() >= 0);
    }
    threads.shutdown();
  }

  @Test
  void anInterruptedCallerGivesItsTextUp() throws Exception {
    HeldClassifier held = new HeldClassifier();
    classifier.addListener(held);
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL)) {
      CompletableFuture<Prediction> first = batcher.submit(TEXTS.get(0));
      held.awaitHeld();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  batcher.classify(TEXTS.get(1));
                } catch (InterruptedException e) {
                  thrown.set(e);
                }
              });
      caller.start();
      while (batcher.waiting() == 0) {
        Thread.onSpinWait();
      }
      caller.interrupt();
      caller.join();
      assertEquals(InterruptedException.class, thrown.get().getClass());
      CompletableFuture<Prediction> last = batcher.submit(TEXTS.get(2));
      held.release();
      assertEquals(classifier.classify(TEXTS.get(0)).label(), first.join().label());
      last.join();
    }
    int texts = held.measurements().stream().mapToInt(ClassifierListener.Measurement::texts).sum();
    assertEquals(3, texts, "the first, the last and the one that was asked for directly");
  }

  @Test
  void moreThanMayWaitIsRefusedAllAtOnce() throws Exception {
    HeldClassifier held = new HeldClassifier();
    classifier.addListener(held);
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL.withMaxQueue(3))) {
      CompletableFuture<Prediction> first = batcher.submit(TEXTS.get(0));
      held.awaitHeld();
      CompletableFuture<Prediction> second = batcher.submit(TEXTS.get(1));
      Example text = new Example(TEXTS.get(2), null, null, 0);
      RejectedExecutionException never =
          assertThrows(
              RejectedExecutionException.class,
              () -> batcher.submit(List.of(text, text, text, text)));
      assertEquals(
          "4 texts are more than may wait, 3. Hand over fewer at a time, or allow more by"
              + " withMaxQueue.",
          never.getMessage());
      RejectedExecutionException refused =
          assertThrows(
              RejectedExecutionException.class, () -> batcher.classify(List.of(text, text, text)));
      assertEquals(
          "1 texts wait, and 3 more are above the most of 3. Come again later.",
          refused.getMessage());
      assertEquals(1, batcher.waiting());
      second.cancel(false); // makes room
      List<CompletableFuture<Prediction>> rest = batcher.submit(List.of(text, text, text));
      held.release();
      assertTrue(rest.stream().allMatch(result -> result.join().label() != null));
      assertTrue(first.isDone());
      assertThrows(CancellationException.class, second::join);
    }
  }

  @Test
  void aTextThatCannotBeClassifiedFailsAlone(@TempDir Path folder) throws Exception {
    Path poisoned = PoisonedCheckpoint.write(folder.resolve("poisoned"));
    HeldClassifier held = new HeldClassifier();
    try (TextClassifier other = TextClassifier.load(poisoned.toString(), "cpu", 40);
        MicroBatcher batcher = new MicroBatcher(other, USUAL)) {
      other.addListener(held);
      batcher.submit("who was it ?");
      held.awaitHeld(); // so that the others make one batch
      List<String> texts = List.of("paris", "what city is rome ?", "oslo", "who", "what", "lima");
      List<CompletableFuture<Prediction>> results = texts.stream().map(batcher::submit).toList();
      held.release();
      for (int i = 0; i < texts.size(); i++) {
        if (texts.get(i).contains(PoisonedCheckpoint.WORD)) {
          CompletableFuture<Prediction> bad = results.get(i);
          CompletionException error = assertThrows(CompletionException.class, bad::join);
          assertTrue(error.getCause() instanceof ClassifineException, error.toString());
          assertTrue(error.getCause().getMessage().contains("must be finite"), error.toString());
        } else {
          assertArrayEquals(
              classifier.classify(texts.get(i)).logits(), results.get(i).join().logits(), 1e-6f);
        }
      }
      assertThrows(ClassifineException.class, () -> batcher.classify(PoisonedCheckpoint.WORD));
    }
  }

  @Test
  void wrongUseIsToldAtOnce() {
    try (MicroBatcher batcher = new MicroBatcher(classifier, USUAL)) {
      assertThrows(NullPointerException.class, () -> batcher.submit((String) null));
      assertEquals(List.of(), batcher.submit(List.of()));
      assertFalse(batcher.submit("").join().labels().isEmpty());
    }
    assertThrows(UsageException.class, () -> USUAL.withMaxBatch(0));
    assertThrows(UsageException.class, () -> USUAL.withMaxQueue(0));
    assertThrows(UsageException.class, () -> USUAL.withMaxWait(Duration.ofMillis(-1)));
    assertThrows(UsageException.class, () -> USUAL.withMaxWait(Duration.ofMinutes(2)));
  }
}
