package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.parity.Fixture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class PredictionStreamTest {

  private static final String MODEL = Fixture.of("bert").folder().toString();
  private static final Duration MOMENT = Duration.ofMillis(20);

  private static TextClassifier classifier;
  private static List<float[]> alone;

  /** Each text on its own is a batch by itself and has no padding. */
  @BeforeAll
  static void load() {
    classifier = TextClassifier.load(MODEL, options());
    alone = rows(300).stream().map(row -> classifier.classify(row.text()).logits()).toList();
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0, 40", "3, 7, 0", "5, 1, 3000", "0, 0, 0"})
  void rowsGetWhatTheyGetAloneInTheirOrder(int workers, int batchSize, int maxTokens)
      throws IOException {
    List<Example> rows = rows(300);
    InferenceOptions options =
        new InferenceOptions("cpu", 40, options().precision(), workers, batchSize, maxTokens);
    try (TextClassifier other = TextClassifier.load(MODEL, options)) {
      List<Prediction> predictions = all(other, rows, TextClassifier.UNTIL_FULL);
      assertEquals(rows.size(), predictions.size());
      for (int i = 0; i < rows.size(); i++) {
        assertArrayEquals(alone.get(i), predictions.get(i).logits(), 1e-5f, rows.get(i).text());
      }
    }
  }

  @Test
  void allDigitsRepeatWhereChunksAreFull() throws IOException {
    List<Example> rows = rows(6000);
    List<Prediction> first = all(classifier, rows, TextClassifier.UNTIL_FULL);
    List<Prediction> second = all(classifier, rows, TextClassifier.UNTIL_FULL);
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(first.get(i).logits(), second.get(i).logits());
    }
  }

  @Test
  void whoWaitsGetsAPredictionBeforeTheNextRowIsThere() throws IOException {
    Semaphore answered = new Semaphore(1);
    Iterator<Example> asks =
        rows(5).stream()
            .peek(row -> assertTrue(acquired(answered), "no answer to the row before"))
            .iterator();
    AtomicInteger flushed = new AtomicInteger();
    List<String> texts = new ArrayList<>();
    classifier.classify(
        asks,
        classifier.decision(),
        MOMENT,
        new PredictionConsumer() {
          @Override
          public void accept(Example example, Prediction prediction) {
            texts.add(example.text());
          }

          @Override
          public void flush() {
            flushed.incrementAndGet();
            answered.release();
          }
        });
    assertEquals(rows(5).stream().map(Example::text).toList(), texts);
    assertEquals(5, flushed.get());
  }

  @Test
  void theInputIsReadOnlyAFewChunksAhead() throws IOException {
    int chunks = 10;
    AtomicInteger read = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    AtomicInteger ahead = new AtomicInteger();
    Iterator<Example> counted =
        IntStream.range(0, chunks * ReadAhead.ROWS)
            .mapToObj(i -> new Example("rome " + i % 7, null, null, i + 1L))
            .peek(row -> read.incrementAndGet())
            .iterator();
    classifier.classify(
        counted,
        classifier.decision(),
        TextClassifier.UNTIL_FULL,
        (example, prediction) ->
            ahead.accumulateAndGet(read.get() - written.getAndIncrement(), Math::max));
    assertEquals(chunks * ReadAhead.ROWS, written.get());
    assertTrue(ahead.get() <= 4 * ReadAhead.ROWS + 1, "read ahead: " + ahead);
  }

  @Test
  void longTextsMakeChunksOfFewRows() throws IOException {
    String text = "rome ".repeat(ReadAhead.CHARACTERS / 10 + 1); // two fill a chunk
    AtomicInteger read = new AtomicInteger();
    List<Integer> aheadOfFirst = new ArrayList<>();
    classifier.classify(
        IntStream.range(0, 16)
            .mapToObj(i -> new Example(text, null, null, i + 1L))
            .peek(row -> read.incrementAndGet())
            .iterator(),
        classifier.decision(),
        TextClassifier.UNTIL_FULL,
        (example, prediction) -> aheadOfFirst.add(read.get()));
    assertEquals(16, aheadOfFirst.size());
    assertTrue(aheadOfFirst.get(0) <= 4 * 2 + 1, "rows read: " + aheadOfFirst.get(0));
  }

  @Test
  void rowsBeforeOneThatCannotBeReadAreClassified() {
    ClassifineException broken = new ClassifineException("input.csv:8: broken");
    List<Example> good = rows(7);
    Iterator<Example> source =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Example next() {
            if (next == good.size()) {
              throw broken;
            }
            return good.get(next++);
          }
        };
    List<Prediction> predictions = new ArrayList<>();
    assertSame(
        broken,
        assertThrows(
            ClassifineException.class,
            () ->
                classifier.classify(
                    source,
                    classifier.decision(),
                    TextClassifier.UNTIL_FULL,
                    (example, prediction) -> predictions.add(prediction))));
    assertEquals(7, predictions.size());
  }

  @Test
  void aConsumerThatFailsEndsTheReading() throws Exception {
    IOException full = new IOException("no space");
    AtomicInteger read = new AtomicInteger();
    Iterator<Example> endless =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> new Example("rome", null, null, i + 1L))
            .peek(row -> read.incrementAndGet())
            .iterator();
    assertSame(
        full,
        assertThrows(
            IOException.class,
            () ->
                classifier.classify(
                    endless,
                    classifier.decision(),
                    TextClassifier.UNTIL_FULL,
                    (example, prediction) -> {
                      throw full;
                    })));
    TimeUnit.MILLISECONDS.sleep(20); // the reader may be between two rows
    int after = read.get();
    TimeUnit.MILLISECONDS.sleep(20);
    assertEquals(after, read.get());
    assertEquals(1, classifier.classify(List.of("rome")).size(), "the classifier goes on");
  }

  @Test
  void anInputWithoutRowsHasNoPredictions() throws IOException {
    assertEquals(List.of(), all(classifier, List.of(), TextClassifier.UNTIL_FULL));
  }

  @Test
  void severalThreadsMayStreamAndClassifyAtOnce() throws Exception {
    List<Example> rows = rows(200);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<List<Prediction>>> together = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        boolean streams = i % 3 == 0;
        boolean single = i % 3 == 1;
        together.add(
            threads.submit(
                () ->
                    streams
                        ? all(classifier, rows, MOMENT)
                        : single
                            ? rows.stream().map(row -> classifier.classify(row.text())).toList()
                            : classifier.classify(rows, 16)));
      }
      for (Future<List<Prediction>> future : together) {
        List<Prediction> predictions = future.get();
        assertEquals(rows.size(), predictions.size());
        for (int i = 0; i < rows.size(); i++) {
          assertArrayEquals(alone.get(i), predictions.get(i).logits(), 1e-5f);
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static boolean acquired(Semaphore semaphore) {
    try {
      return semaphore.tryAcquire(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Prediction> all(TextClassifier with, List<Example> rows, Duration patience)
      throws IOException {
    List<Prediction> predictions = new ArrayList<>();
    with.classify(
        rows.iterator(),
        with.decision(),
        patience,
        (example, prediction) -> predictions.add(prediction));
    return predictions;
  }

  private static InferenceOptions options() {
    return InferenceOptions.DEFAULTS.withDevice("cpu").withMaxLength(40);
  }

  /** Texts of one to thirty words in no order. */
  private static List<Example> rows(int count) {
    List<String> words = List.of("paris", "rome", "who", "was", "the", "first", "train", "late");
    Random random = new Random(5);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Example(
                    String.join(
                        " ",
                        random
                            .ints(1 + random.nextInt(30), 0, words.size())
                            .mapToObj(words::get)
                            .toList()),
                    null,
                    null,
                    i + 1L))
        .toList();
  }
}
