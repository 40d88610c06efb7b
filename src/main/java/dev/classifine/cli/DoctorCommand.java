package dev.classifine.cli;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import ai.djl.util.cuda.CudaUtils;
import dev.classifine.Versions;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.CacheFolder;
import dev.classifine.script.MklKernels;
import dev.classifine.script.NativeRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code classifine doctor}: what is here, what is not, and why. */
@Command(
    name = "doctor",
    description = "Tells versions, devices, threads, memory, caches and the offline state.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DoctorCommand extends ConsoleCommand {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Exit with code 1 where this device (cpu, cuda, cuda:N) is not usable.")
  private String device;

  @Override
  public Integer call() {
    Engine engine = NativeRuntime.engine();
    Versions.all().forEach(this::line);
    line("java home", System.getProperty("java.home"));
    natives();
    devices(engine);
    line(
        "threads",
        NativeRuntime.threads()
            + " for one operation, "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    line(
        "MKL kernels",
        MklKernels.areChosen()
            ? "for Intel's processors, on AMD's ("
                + MklKernels.VARIABLE
                + "=system: as MKL chooses)"
            : "as MKL chooses");
    line("visible GPUs", visibleDevices());
    variable("OMP_WAIT_POLICY");
    variable("GOMP_SPINCOUNT");
    line(
        "memory",
        (physicalMemory() >> 20)
            + " MiB, of it at most "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " for Java's heap");
    line("native cache", sized(Utils.getEngineCacheDir()));
    line("weights cache", CacheFolder.fromEnvironment().map(DoctorCommand::sized).orElse("off"));
    line(
        "offline",
        Utils.isOfflineMode()
            ? "yes, DJL downloads nothing"
            : "no, DJL may download natives (DJL_OFFLINE=true forbids it)");
    boolean embedded = DoctorCommand.class.getResource("/all-minilm-l6-v2.onnx") != null;
    line("minilm", embedded ? "embedded" : "missing from the class path");
    if (device == null) {
      return 0;
    }
    try {
      line("asked for", NativeRuntime.name(NativeRuntime.device(device)) + " is usable");
      return 0;
    } catch (dev.classifine.error.UsageException e) {
      throw e;
    } catch (ClassifineException e) {
      line("asked for", device + " is NOT usable");
      return 1;
    }
  }

  private static String visibleDevices() {
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    return visible == null
        ? "all (CUDA_VISIBLE_DEVICES is not set)"
        : "those of CUDA_VISIBLE_DEVICES=\"" + visible + "\", counted from 0";
  }

  private void natives() {
    Platform platform = Platform.detectPlatform("pytorch");
    line("natives", platform.getFlavor() + " " + platform.getClassifier());
  }

  private void devices(Engine engine) {
    int usable = NativeRuntime.gpuCount();
    StringBuilder text = new StringBuilder("cpu");
    for (int i = 0; i < usable; i++) {
      text.append(", cuda:").append(i);
    }
    line("devices", text.toString());
    if (usable == 0) {
      line("no GPU because", whyNoGpu(engine));
    }
  }

  private static String whyNoGpu(Engine engine) {
    boolean cudaBuild = engine.hasCapability("CUDA");
    int present = CudaUtils.getGpuCount();
    if (present == 0) {
      return "the CUDA driver is missing or finds no GPU"
          + (cudaBuild ? "" : "; libtorch is its processor build as well (see the gpu profile)");
    }
    return cudaBuild
        ? "libtorch's CUDA build does not fit the driver of the " + present + " GPUs"
        : "libtorch is its processor build, though there are "
            + present
            + " GPUs: build with -Pgpu";
  }

  private void variable(String name) {
    String value = System.getenv(name);
    line(name, value == null ? "not set" : value);
  }

  private void line(String name, String value) {
    out().printf("%-16s %s%n", name, value);
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : 0;
  }

  /** A folder with its size. */
  private static String sized(Path folder) {
    return folder + " (" + (size(folder) >> 20) + " MiB)";
  }

  private static long size(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
