package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a processor has instructions for the products of a {@link Precision}. */
public final class HalfSupport {

  private static final Logger LOG = LoggerFactory.getLogger(HalfSupport.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private HalfSupport() {}

  /**
   * A sentence that warns where a run on the processor has no gain from a precision; empty on a
   * GPU, for float32, and where the system does not tell (it does on Linux).
   */
  public static Optional<String> warning(Precision precision, Device device) {
    if (device.isGpu() || precision == Precision.FLOAT32 || !Files.isReadable(CPU_INFO)) {
      return Optional.empty();
    }
    try {
      return warning(precision, Files.readString(CPU_INFO));
    } catch (IOException e) {
      LOG.debug("{}: cannot be read: {}.", CPU_INFO, Reason.of(e));
      return Optional.empty();
    }
  }

  /**
   * The warning for a processor.
   *
   * @param cpuInfo the text of {@code /proc/cpuinfo}; without a line of flags nothing is known
   */
  static Optional<String> warning(Precision precision, String cpuInfo) {
    List<String> wanted = instructions(precision);
    Set<String> flags =
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .limit(1)
            .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
            .collect(Collectors.toSet());
    if (flags.isEmpty() || wanted.stream().anyMatch(flags::contains)) {
      return Optional.empty();
    }
    return Optional.of(
        "--precision "
            + precision.id()
            + ": this processor has no instructions for it ("
            + String.join(", ", wanted)
            + "), so that it may be slower than float32.");
  }

  /** What Linux calls them: of x86-64, then of ARM. */
  private static List<String> instructions(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> List.of();
      case BF16 -> List.of("avx512_bf16", "amx_bf16", "bf16");
      case FP16 -> List.of("avx512_fp16", "amx_fp16", "asimdhp");
    };
  }
}
