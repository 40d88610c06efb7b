package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.TextClassifier;
import dev.classifine.script.NativeRuntime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A test that leaves native arrays behind fails, and no other does. */
class LeakTest {

  /** What the tests below leave open, so that this one can close it. */
  private static final Deque<AutoCloseable> LEFT = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!LEFT.isEmpty()) {
      LEFT.pop().close();
    }
  }

  @ClassifineTest
  static class Manager {
    @Test
    void leaks() {
      NDManager manager = opened();
      manager.setName("mine");
      manager.zeros(new Shape(2, 3)).setName("counts");
    }

    @Test
    void closes() {
      try (NDManager manager = NDManager.newBaseManager()) {
        manager.zeros(new Shape(2, 3));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void leaksOnce(int arrays) throws Exception {
      opened().zeros(new Shape(arrays, 1));
      if (arrays == 0) {
        LEFT.pop().close();
      }
    }
  }

  @Test
  void aManagerThatWasNotClosedFailsItsTestAlone() {
    EngineExecutionResults results = run(Manager.class);
    List<String> failures = failures(results);
    assertEquals(2, failures.size(), failures.toString());
    String message = failures.stream().filter(text -> text.contains("mine")).findFirst().get();
    String[] lines = message.split("\\R");
    assertEquals(
        "leaks() leaks native memory: 1 array of 24 bytes, made in it and not closed.", lines[0]);
    assertEquals(
        "  in the manager \"mine\": 1 array of 24 bytes, such as counts (2, 3) float32", lines[1]);
    assertTrue(lines[2].startsWith("Close every TextClassifier, Model and NDManager"), lines[2]);
    assertEquals(2, results.testEvents().succeeded().count());
    assertEquals(0, results.containerEvents().failed().count(), "told of once");
  }

  @ClassifineTest
  static class Classifier {
    @Test
    void leaks(Experiment experiment) {
      Trained trained = experiment.train(Tickets.TRAIN, options -> options.epochs(1));
      LEFT.push(TextClassifier.load(trained.folder().toString(), "cpu", 0));
    }

    @Test
    void isClosedByTheExperiment(Experiment experiment) {
      Trained trained = experiment.train(Tickets.TRAIN, options -> options.epochs(1));
      experiment.load(trained.folder());
      trained.predict("refund");
    }
  }

  @Test
  void aClassifierThatWasNotClosedFailsItsTestAlone() {
    EngineExecutionResults results = run(Classifier.class);
    List<String> failures = failures(results);
    assertEquals(1, failures.size(), failures.toString());
    assertTrue(failures.get(0).contains("leaks(Experiment) leaks native memory: 41 arrays of"));
    assertEquals(1, results.testEvents().succeeded().count());
  }

  @ClassifineTest
  static class WholeClass {
    @BeforeAll
    static void open() {
      opened().ones(new Shape(1));
    }

    @Test
    void isNotToBlame() {
      assertEquals(1, LEFT.size());
    }
  }

  @Test
  void whatAClassLeavesOpenFailsTheClassAndNotItsTests() {
    EngineExecutionResults results = run(WholeClass.class);
    assertEquals(1, results.testEvents().succeeded().count());
    assertEquals(1, results.containerEvents().failed().count());
    assertTrue(failures(results).get(0).contains("LeakTest$WholeClass leaks native memory"));
  }

  @ClassifineTest(failOnLeak = false)
  static class Kept {
    @BeforeEach
    void open() {
      opened().ones(new Shape(1));
    }

    @Test
    void mayStay() {}

    @Test
    @ClassifineTest
    void mayNotStay() {}
  }

  @Test
  void theAnnotationOfATestWinsOverThatOfItsClass() {
    EngineExecutionResults results = run(Kept.class);
    assertEquals(1, results.testEvents().succeeded().count());
    assertEquals(1, failures(results).size());
  }

  private static NDManager opened() {
    NDManager manager = NativeRuntime.engine().newBaseManager();
    LEFT.push(manager);
    return manager;
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  private static List<String> failures(EngineExecutionResults results) {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow().getMessage())
        .toList();
  }
}
