package dev.classifine.script;

import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Linux tells of the processor.
 *
 * @param vendor as {@code GenuineIntel}; empty where it is not told, as on ARM
 * @param instructions the names of its instructions; empty where they are not told
 */
public record Processor(String vendor, Set<String> instructions) {

  private static final Logger LOG = LoggerFactory.getLogger(Processor.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What libtorch asks for before it takes its kernels with AVX-512. */
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "fma");

  /** This machine's; another system than Linux tells nothing. */
  public static Processor current() {
    if (!Files.isReadable(CPU_INFO)) {
      return of("");
    }
    try {
      return of(Files.readString(CPU_INFO));
    } catch (IOException e) {
      LOG.debug("{}: cannot be read: {}.", CPU_INFO, Reason.of(e));
      return of("");
    }
  }

  /**
   * What a text tells.
   *
   * @param cpuInfo as {@code /proc/cpuinfo}
   */
  public static Processor of(String cpuInfo) {
    String flags = first(cpuInfo, "flags") + first(cpuInfo, "Features"); // of x86-64, of ARM
    return new Processor(
        first(cpuInfo, "vendor_id"),
        Arrays.stream(flags.split("\\s+"))
            .filter(flag -> !flag.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static String first(String cpuInfo, String key) {
    return cpuInfo
        .lines()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("");
  }

  /** Whether it has instructions of a name. */
  public boolean has(String instruction) {
    return instructions.contains(instruction);
  }

  /**
   * How many floats one of the vectors holds that libtorch's kernels work with here; 1 where that
   * is not known.
   */
  public int vectorFloats() {
    if (instructions.containsAll(AVX512)) {
      return 16;
    }
    return has("avx2") && has("fma") ? 8 : 1;
  }

  /** Whether AMD made it. */
  public boolean isAmds() {
    return vendor.equals("AuthenticAMD");
  }
}
