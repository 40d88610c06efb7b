package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code classifine}, with stand-ins for Java, Maven and what tells of the system. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

  /** What the launcher may set. */
  private static final List<String> VARIABLES =
      List.of(
          "GOMP_SPINCOUNT",
          "OMP_WAIT_POLICY",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "GLIBC_TUNABLES");

  private static final String LARGE_PAGES = "glibc.malloc.hugetlb=1";
  private static final String NO_LISTS =
      LARGE_PAGES + ":glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0";

  @TempDir Path home;

  private Path tools;

  /** An application that was just built. */
  @BeforeEach
  void layOut() throws IOException {
    tools = Files.createDirectories(home.resolve("tools/bin"));
    Files.copy(Path.of("classifine"), home.resolve("classifine"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("target"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createFile(home.resolve("target/classifine-1.jar"));
    age("pom.xml", 100);
    age("src/main", 100);
    tool(
        "java",
        "printf '%s\\n' \"$@\" >>\"$HOME/java.arguments\"; env >\"$HOME/java.environment\"");
    tool("mvn", "echo built >>\"$HOME/builds\"; sleep 1; touch \"$HOME/target/classifine-1.jar\"");
    system("glibc 2.36", 2);
  }

  private void age(String file, long seconds) throws IOException {
    Files.setLastModifiedTime(
        home.resolve(file), FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private void tool(String name, String commands) throws IOException {
    Path file = tools.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private void system(String library, int processors) throws IOException {
    tool(
        "getconf",
        "case $1 in GNU_LIBC_VERSION) echo " + library + " ;; *) echo " + processors + " ;; esac");
  }

  private Process start(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("classifine").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(VARIABLES);
    environment.keySet().removeIf(name -> name.startsWith("CLASSIFINE_"));
    environment.remove("JAVA_HOME");
    environment.put("HOME", home.toString());
    environment.put("PATH", tools + ":" + environment.get("PATH"));
    environment.putAll(variables);
    return builder.start();
  }

  /** What Java gets of the variables that the launcher may set. */
  private Map<String, String> variablesWith(Map<String, String> given)
      throws IOException, InterruptedException {
    assertEquals(0, start(given).waitFor(), this::log);
    Map<String, String> found = new TreeMap<>();
    for (String line : Files.readAllLines(home.resolve("java.environment"))) {
      String name = line.substring(0, Math.max(0, line.indexOf('=')));
      if (VARIABLES.contains(name)) {
        found.put(name, line.substring(name.length() + 1));
      }
    }
    return found;
  }

  private String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "glibc 2.36, 2, 268435456, 1," + NO_LISTS,
    "glibc 2.35, 8, 268435456, 1," + NO_LISTS,
    "glibc 2.34, 2, 33554432, 1," + NO_LISTS,
    "glibc 2.9, 2, 33554432, 1," + NO_LISTS,
    "glibc 2.36, 9, 268435456,," + LARGE_PAGES,
  })
  void theSystemsLibraryKeepsWhatAStepFrees(
      String library, int processors, String threshold, String arenas, String tunables)
      throws IOException, InterruptedException {
    system(library, processors);
    Map<String, String> expected = new TreeMap<>();
    expected.put("GOMP_SPINCOUNT", "5000");
    expected.put("MALLOC_TRIM_THRESHOLD_", "1073741824");
    expected.put("MALLOC_MMAP_THRESHOLD_", threshold);
    expected.put("GLIBC_TUNABLES", tunables);
    if (arenas != null) {
      expected.put("MALLOC_ARENA_MAX", arenas);
    }
    assertEquals(expected, variablesWith(Map.of()));
  }

  @Test
  void whatTheUserHasSetStays() throws IOException, InterruptedException {
    Map<String, String> given = new TreeMap<>(Map.of("OMP_WAIT_POLICY", "passive"));
    VARIABLES.stream()
        .filter(name -> name.startsWith("MALLOC"))
        .forEach(name -> given.put(name, "70000"));
    given.put("GLIBC_TUNABLES", "glibc.malloc.hugetlb=0");
    assertEquals(given, variablesWith(given));
  }

  @Test
  void theSystemsLibraryIsLeftAsItIs() throws IOException, InterruptedException {
    assertEquals(
        Map.of("GOMP_SPINCOUNT", "5000"), variablesWith(Map.of("CLASSIFINE_MALLOC", "system")));
  }

  @Test
  void argumentsReachTheApplicationAsTheyAre() throws IOException, InterruptedException {
    assertEquals(0, start(Map.of(), "train", "a b", "", "*").waitFor(), this::log);
    List<String> given = Files.readAllLines(home.resolve("java.arguments"));
    assertEquals(
        List.of("dev.classifine.cli.Main", "train", "a b", "", "*"),
        given.subList(given.size() - 5, given.size()));
    assertFalse(Files.exists(home.resolve("builds")), "it is as new as its sources");
  }

  @Test
  void ofThoseThatStartAtOnceOneBuilds() throws IOException, InterruptedException {
    age("target/classifine-1.jar", 200); // older than its sources
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(start(Map.of(), "demo"));
    }
    for (Process process : starts) {
      assertEquals(0, process.waitFor(), this::log);
    }
    assertEquals(List.of("built"), Files.readAllLines(home.resolve("builds")), log());
    long runs =
        Files.readAllLines(home.resolve("java.arguments")).stream().filter("demo"::equals).count();
    assertEquals(3, runs);
  }

  @Test
  void aBuildThatFailsEndsIt() throws IOException, InterruptedException {
    age("target/classifine-1.jar", 200);
    tool("mvn", "echo no such plugin >&2; exit 1");
    assertEquals(1, start(Map.of(), "demo").waitFor());
    assertTrue(log().contains("no such plugin"), log());
    assertFalse(Files.exists(home.resolve("java.arguments")), "Java was started");
  }
}
