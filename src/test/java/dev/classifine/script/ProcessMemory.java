package dev.classifine.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process, as Linux tells it. */
public final class ProcessMemory {

  private ProcessMemory() {}

  /** What is in memory now, in bytes. */
  public static long resident() {
    return bytes("VmRSS:");
  }

  /** The most that ever was, in bytes. */
  public static long peak() {
    return bytes("VmHWM:");
  }

  private static long bytes(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
