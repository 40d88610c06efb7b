package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.Example;
import dev.classifine.parity.Fixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A classifier is closed while others use it, warmed up, and measured. */
@Timeout(120)
class ClassifierUseTest {

  private static final Fixture BERT = Fixture.of("bert");
  private static final List<String> TEXTS = Fixture.strings(BERT.expected().get("texts"));

  @Test
  void closingWaitsForCallsAndEndsLaterOnes() throws Exception {
    TextClassifier classifier = load();
    HeldClassifier held = new HeldClassifier();
    classifier.addListener(held);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<Prediction> busy = threads.submit(() -> classifier.classify(TEXTS.get(0)));
    held.awaitHeld();
    Future<?> closing = threads.submit(classifier::close);
    assertTrue(!closing.isDone() && !busy.isDone());
    held.release();
    closing.get();
    assertTrue(busy.get().label().startsWith("class"));
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> classifier.classify("a"));
    assertTrue(error.getMessage().contains("was closed"), error.getMessage());
    assertThrows(IllegalStateException.class, classifier::warmUp);
    classifier.close();
    threads.shutdown();
  }

  @Test
  void manyThreadsMayUseItWhileItIsClosed() throws Exception {
    TextClassifier classifier = load();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> users = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      users.add(
          threads.submit(
              () -> {
                for (int calls = 0; ; calls++) {
                  try {
                    classifier.classify(TEXTS);
                  } catch (IllegalStateException e) {
                    return calls;
                  }
                }
              }));
    }
    classifier.classify(TEXTS);
    classifier.close();
    for (Future<Integer> user : users) {
      assertTrue(user.get() >= 0);
    }
    threads.shutdown();
  }

  @Test
  void itCannotBeClosedFromWithinItsOwnCall() {
    try (TextClassifier classifier = load()) {
      Runnable closing = classifier::close;
      IllegalStateException error =
          assertThrows(
              IllegalStateException.class,
              () ->
                  classifier.classify(
                      List.of(new Example("a", null, null, 1)).iterator(),
                      classifier.decision(),
                      TextClassifier.UNTIL_FULL,
                      (example, prediction) -> closing.run()));
      assertTrue(error.getMessage().contains("from within its own call"), error.getMessage());
      assertTrue(classifier.classify("a").label().startsWith("class"));
    }
  }

  @Test
  void listenersAreToldOfCallsAndNotOfWarmUps() {
    try (TextClassifier classifier = load()) {
      List<ClassifierListener.Measurement> told = new ArrayList<>();
      classifier.addListener(told::add);
      classifier.warmUp();
      classifier.classify(List.of());
      assertEquals(List.of(), told);
      classifier.classify(List.of("who was it ?", "who"));
      assertEquals(1, told.size());
      ClassifierListener.Measurement measurement = told.get(0);
      assertEquals(2, measurement.texts());
      assertEquals(4 + 2 + 1 + 2, measurement.tokens(), "with [CLS] and [SEP]");
      assertEquals(0, measurement.waitingNanos());
      assertTrue(measurement.computingNanos() > 0);
    }
  }

  @Test
  void theProcessEndsThoughAHookOfItsOwnWaitsForThoseWhoClassify(@TempDir Path folder)
      throws Exception {
    Path log = folder.resolve("log");
    Process process =
        JavaProcess.of(EndedUse.class, List.of("-Xmx512m"), BERT.folder().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> "does not end: " + read(log));
      assertEquals(EndedUse.CODE, process.exitValue(), () -> read(log));
      assertTrue(read(log).contains(EndedUse.CLOSED), () -> read(log));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TextClassifier load() {
    return TextClassifier.load(BERT.folder().toString(), "cpu", 40);
  }
}
