package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Memory over 1000 steps with every feature on, in a process of its own: arrays that are held by
 * managers, and resident memory, which also sees what managers do not.
 */
class MemoryTest {

  private static final long MEGABYTE = 1 << 20;

  /** All of it resident from the beginning. */
  private static final List<String> HEAP = List.of("-Xmx64m", "-Xms64m", "-XX:+AlwaysPreTouch");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(MemoryRun.Features.class)
  @EnabledOnOs(OS.LINUX)
  void stepOneThousandHoldsWhatStepTenHolds(MemoryRun.Features features)
      throws IOException, InterruptedException {
    Map<Long, long[]> measured = run(features);
    long[] early = measured.get(200L);
    long[] late = measured.get(1000L);
    assertEquals(measured.get(10L)[1], late[1], "arrays of steps 10 and 1000");
    assertTrue(
        late[0] - early[0] < 3 * MEGABYTE,
        "from " + early[0] / MEGABYTE + " to " + late[0] / MEGABYTE + " MiB: " + lines(measured));
    assertTrue(early[0] > 100 * MEGABYTE, "the measurement sees the process");
  }

  private Map<Long, long[]> run(MemoryRun.Features features)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        JavaProcess.of(MemoryRun.class, HEAP, features.name(), folder.toString())
            .redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = Files.readString(folder.resolve("errors"));
    assertEquals(0, process.waitFor(), errors);
    Map<Long, long[]> measured = new LinkedHashMap<>();
    for (String line : out.lines().toList()) {
      String[] fields = line.split(" ");
      measured.put(
          Long.parseLong(fields[0]),
          new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])});
    }
    assertTrue(measured.keySet().containsAll(List.of(10L, 200L, 1000L)), out + errors);
    return measured;
  }

  private static String lines(Map<Long, long[]> measured) {
    StringBuilder text = new StringBuilder();
    measured.forEach(
        (step, values) -> text.append(step).append(": ").append(values[0] / MEGABYTE).append(", "));
    return text.toString();
  }
}
