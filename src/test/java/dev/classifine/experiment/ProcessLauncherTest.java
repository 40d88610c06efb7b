package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a run by how its process ends; the processes are fakes that train nothing. */
class ProcessLauncherTest {

  private static final PlannedRun RUN = new PlannedRun("fold-1", Map.of());

  @TempDir Path temp;
  private final StopRequest stop = new StopRequest();
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

  private Path log() {
    return temp.resolve("logs/fold-1.log");
  }

  private Launcher.Place place(String device, Consumer<String> heard) {
    return new Launcher.Place(temp.resolve("runs/fold-1"), log(), device, stop, heard);
  }

  private static ProcessLauncher launcher(int threads, String... action) {
    return new ProcessLauncher(
        JavaCommand.of(FakeRun.class.getName()), run -> Arrays.asList(action), threads);
  }

  private Map<String, Object> launch(String... action) {
    return launcher(0, action).launch(RUN, place(null, progress::add));
  }

  private String printed() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void successGivesTheNumbersThatTheRunWrote() {
    Map<String, Object> metrics = launch("done");
    assertEquals(0.75, metrics.get("eval_accuracy"));
    assertTrue(metrics.containsKey("train_loss"));
    assertNull(metrics.get("train_loss"));
    String added = "--output " + temp.resolve("runs/fold-1") + " --resume --stop-with-parent";
    assertTrue(printed().contains("arguments done " + added + "\n"), printed());
  }

  @Test
  void successWithoutNumbersIsAFailure() {
    ClassifineException e =
        assertThrows(ClassifineException.class, () -> launch("exit", "0", "fine"));
    assertTrue(e.getMessage().contains("all_results.json"), e.getMessage());
  }

  @Test
  void twoIsAWrongOptionWithTheProcesssOwnWords() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> launch("exit", "2", "classifine: --epochs: -1 is below 0.\n`--help` lists"));
    assertEquals("--epochs: -1 is below 0.", e.getMessage());
  }

  @Test
  void oneIsAFailureWithTheNewestErrorOfThisAttempt() {
    assertThrows(
        ClassifineException.class, () -> launch("exit", "1", "classifine: it is the first"));
    ClassifineException e =
        assertThrows(
            ClassifineException.class, () -> launch("exit", "1", "classifine: é is no label"));
    assertFalse(e instanceof UsageException || e instanceof RunKilledException, e.toString());
    assertEquals("é is no label", e.getMessage());
    ClassifineException wordless =
        assertThrows(ClassifineException.class, () -> launch("exit", "1", "Error: no main class"));
    assertTrue(wordless.getMessage().contains("exit code 1"), wordless.getMessage());
    assertTrue(wordless.getMessage().contains("Error: no main class"), wordless.getMessage());
    assertTrue(wordless.getMessage().contains(log().toString()), wordless.getMessage());
    assertEquals(3, printed().lines().filter(line -> line.startsWith("=== ")).count(), printed());
  }

  @ParameterizedTest
  @CsvSource({
    "kill KILL, was killed (signal 9)",
    "kill TERM, 'was asked to end by others (signal 15, terminate)'",
    "exit 134 aborted, 'crashed (signal 6, abort)'",
    "exit 139 crashed, 'crashed (signal 11, segmentation fault)'",
    "exit 158 unknown, crashed (signal 30)"
  })
  void aSignalThatWasNotOursIsARunThatMayEndOtherwise(String action, String told) {
    RunKilledException e = assertThrows(RunKilledException.class, () -> launch(action.split(" ")));
    assertTrue(e.getMessage().contains(told), e.getMessage());
    assertTrue(e.getMessage().contains(log().toString()), e.getMessage());
  }

  @Test
  void askedToEndItIsInterruptedAndTellsWhere() {
    Consumer<String> asks =
        words -> {
          progress.add(words);
          if (words.startsWith("step")) {
            stop.request();
          }
        };
    RunInterruptedException e =
        assertThrows(
            RunInterruptedException.class,
            () -> launcher(0, "asked").launch(RUN, place(null, asks)));
    assertEquals("Interrupted after step 4.", e.getMessage());
    assertTrue(progress.contains("step 3/9  loss 0.6931  0:42 left"), progress.toString());
  }

  @Test
  void aSignalOfTheTerminalThatReachesItBeforeUsIsAnInterruption() {
    Thread late =
        new Thread(
            () -> {
              while (!Files.exists(log()) || !printed().contains("Interrupted")) {
                Thread.onSpinWait();
              }
              stop.request();
            });
    late.start();
    assertThrows(RunInterruptedException.class, () -> launch("signalled"));
  }

  @Test
  void whatIsAskedToEndBeforeItBeginsDoesNotBegin() {
    stop.request();
    assertThrows(RunInterruptedException.class, () -> launch("done"));
    assertFalse(Files.exists(log()));
  }

  @Test
  void anErrorOfOursEndsTheProcess() {
    IllegalStateException ours = new IllegalStateException("a listener's");
    Consumer<String> fails =
        words -> {
          if (words.startsWith("step")) {
            throw ours;
          }
        };
    Launcher launcher = launcher(0, "asked");
    assertEquals(
        ours,
        assertThrows(IllegalStateException.class, () -> launcher.launch(RUN, place(null, fails))));
    assertTrue(printed().contains("Interrupted after step 4"), printed());
  }

  @Test
  void whatCannotBeStartedIsAFailure() {
    Launcher none = new ProcessLauncher(List.of("/no/such/program"), run -> List.of());
    ClassifineException e =
        assertThrows(ClassifineException.class, () -> none.launch(RUN, place(null, progress::add)));
    assertTrue(e.getMessage().contains("/no/such/program"), e.getMessage());
  }

  @Test
  void theProcessorIsSharedAndARunKeepsItsThreads() throws Exception {
    launcher(3, "done").launch(RUN, place("cpu", progress::add));
    assertTrue(printed().endsWith(" --device cpu --threads 3\n" + steps()), printed());
    launcher(3, "done").launch(RUN, place("cuda:1", progress::add));
    assertTrue(printed().endsWith(" --device cuda:1\n" + steps()), printed());
    launcher(3, "done", "--threads=2").launch(RUN, place("cpu", progress::add));
    assertTrue(printed().endsWith(" --device cpu\n" + steps()), printed());
    Files.writeString(temp.resolve("runs/fold-1/run.json"), "{\"threads\": 7}");
    launcher(3, "done").launch(RUN, place("cpu", progress::add));
    assertTrue(printed().endsWith(" --threads 7\n" + steps()), printed());
    Files.writeString(temp.resolve("runs/fold-1/run.json"), "{\"threads\": ");
    launcher(3, "done").launch(RUN, place("cpu", progress::add));
    assertTrue(printed().endsWith(" --threads 3\n" + steps()), printed());
  }

  private static String steps() {
    return "step 3/9  epoch 0.33  loss 0.6931  lr 5.00e-05  7.5 samples/s  0:42 left\n"
        + "step 4/9  saved runs/checkpoint-4\n";
  }

  @Test
  void eachOfThoseThatShareTheProcessorHasAPartOfItsCores() {
    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals(Math.max(1, cores / 2), ProcessLauncher.threadsEach(List.of("cpu", "cpu")));
    assertEquals(1, ProcessLauncher.threadsEach(Collections.nCopies(2 * cores, "cpu")));
    assertEquals(0, ProcessLauncher.threadsEach(List.of("cpu", "cuda:0", "cuda:0")));
    assertEquals(0, ProcessLauncher.threadsEach(Collections.singletonList(null)));
  }

  @Test
  void theCommandIsThisJavaWithoutItsTerminal() {
    List<String> command = JavaCommand.of("a.B", "train");
    int size = command.size();
    assertEquals(
        List.of("-cp", System.getProperty("java.class.path"), "a.B", "train"),
        command.subList(size - 4, size));
    assertTrue(command.stream().noneMatch(part -> part.contains("classifine.terminal")));
    assertInstanceOf(String.class, command.get(0));
    assertTrue(Files.isExecutable(Path.of(command.get(0))), command.get(0));
  }

  @Test
  void aProcessThatHangsWhenAskedToEndIsWaitedForAndNamed() {
    Pattern late = Pattern.compile("saving, process (\\d+)");
    Consumer<String> kills =
        at -> {
          stop.request();
          Matcher named = late.matcher(at);
          if (named.matches()) {
            ProcessHandle.of(Long.parseLong(named.group(1)))
                .ifPresent(ProcessHandle::destroyForcibly);
          }
        };
    ProcessLauncher launcher =
        new ProcessLauncher(
            JavaCommand.of(FakeRun.class.getName()),
            run -> List.of("hangs"),
            0,
            Duration.ofMillis(1));
    RunKilledException e =
        assertThrows(RunKilledException.class, () -> launcher.launch(RUN, place(null, kills)));
    assertTrue(e.getMessage().contains("signal 9"), e.getMessage());
  }

  @Test
  void whatOnlyOneProcessCanHaveIsNotHandedOn() {
    assertFalse(JavaCommand.isForBoth("-Dcom.sun.management.jmxremote.port=9010"));
    assertFalse(JavaCommand.isForBoth("-agentlib:jdwp=transport=dt_socket,address=5005"));
    assertFalse(JavaCommand.isForBoth("-XX:StartFlightRecording:filename=a.jfr"));
    assertTrue(JavaCommand.isForBoth("-Xmx4g"));
    assertTrue(JavaCommand.isForBoth("-Dcom.sun.management.jmxremote.ssl=false"));
  }
}
