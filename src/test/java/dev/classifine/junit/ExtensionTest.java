package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Where experiments come from, and when they end. */
class ExtensionTest {

  private static final List<Path> FOLDERS = new CopyOnWriteArrayList<>();
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();

  @ClassifineTest(seed = 3)
  static class Seeds {
    @Test
    void ofTheClass(Experiment experiment) {
      assertEquals(3, experiment.seed());
    }

    @Test
    @ClassifineTest(seed = 4)
    void ofTheTest(Experiment experiment) {
      assertEquals(4, experiment.seed());
    }

    @Nested
    class Inner {
      @RepeatedTest(2)
      void ofTheClassAround(Experiment experiment) {
        assertEquals(3, experiment.seed());
      }
    }
  }

  @ExtendWith(ClassifineExtension.class)
  static class Bare {
    @Test
    void hasTheDefaultSeed(Experiment experiment) {
      assertEquals(42, experiment.seed());
    }
  }

  @Test
  void theNearestAnnotationGivesTheSeed() {
    assertEquals(5, run(Seeds.class, Bare.class).succeeded().count());
  }

  @ClassifineTest
  static class Folders {
    private static Experiment ofTheClass;

    @BeforeAll
    static void begin(Experiment experiment) {
      ofTheClass = experiment;
      FOLDERS.add(experiment.folder());
    }

    @AfterAll
    static void stillThere() {
      assertTrue(Files.isDirectory(ofTheClass.folder()));
    }

    @RepeatedTest(2)
    void hasItsOwn(Experiment experiment) {
      FOLDERS.add(experiment.folder());
      experiment.checkpoint(Tickets.TRAIN);
      assertTrue(Files.isDirectory(experiment.folder()));
    }
  }

  @ClassifineTest
  @TestInstance(Lifecycle.PER_CLASS)
  static class Constructed {
    private final Experiment experiment;

    Constructed(Experiment experiment) {
      this.experiment = experiment;
    }

    @RepeatedTest(2)
    void livesAsLongAsTheClass() {
      FOLDERS.add(experiment.folder());
      assertTrue(Files.isDirectory(experiment.folder()));
    }
  }

  @Test
  void foldersAreDeletedWhenTheTestOrTheClassEnds() {
    FOLDERS.clear();
    assertEquals(4, run(Folders.class, Constructed.class).succeeded().count());
    assertEquals(5, FOLDERS.size());
    assertEquals(4, FOLDERS.stream().distinct().count());
    FOLDERS.forEach(folder -> assertFalse(Files.exists(folder), folder.toString()));
  }

  @ClassifineTest
  static class OneAtATime {
    @Test
    void waits() throws InterruptedException {
      overlap();
    }

    @Test
    void waitsToo() throws InterruptedException {
      overlap();
    }
  }

  @ClassifineTest
  static class Another {
    @Test
    void waitsAsWell() throws InterruptedException {
      overlap();
    }
  }

  private static void overlap() throws InterruptedException {
    MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
    Thread.sleep(50); // long enough for the others to begin, were they allowed to
    RUNNING.decrementAndGet();
  }

  @Test
  void whereTestsRunInParallelTheseWaitForEachOther() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
            .selectors(selectClass(OneAtATime.class), selectClass(Another.class))
            .execute()
            .testEvents();
    assertEquals(3, tests.succeeded().count());
    assertEquals(1, MOST.get());
  }

  private static Events run(Class<?>... tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(
            java.util.Arrays.stream(tests)
                .map(test -> selectClass(test))
                .toArray(org.junit.platform.engine.discovery.ClassSelector[]::new))
        .execute()
        .testEvents();
  }
}
