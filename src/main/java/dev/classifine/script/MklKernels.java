package dev.classifine.script;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of its kernels MKL, to which libtorch gives float32 products, takes on AMD's processors.
 *
 * <p>MKL asks who made the processor before it asks what the processor can. On AMD's it multiplies
 * with kernels made for Zen that use AVX2, also where the processor has AVX-512, and lays out their
 * factors with code for any processor; the kernels that it has for Intel's with AVX2 or AVX-512 run
 * there as well, and are faster in both. The question is a function of its own, {@code
 * mkl_serv_intel_cpu_true}, that libtorch's library calls by name, so a function of that name which
 * the process has before libtorch is loaded answers it.
 *
 * <p>Only where it was measured and tested: on Linux, x86-64, with AVX2. What is set holds for the
 * process.
 */
public final class MklKernels {

  /** The environment variable that, set to {@code system}, leaves MKL its own choice. */
  public static final String VARIABLE = "CLASSIFINE_MKL";

  private static final Logger LOG = LoggerFactory.getLogger(MklKernels.class);
  private static final String OWN_CHOICE = "system";

  /** The same as a system property. */
  private static final String PROPERTY = "classifine.mkl";

  private static final List<String> QUESTIONS =
      List.of("mkl_serv_intel_cpu", "mkl_serv_intel_cpu_true");

  /** {@code RTLD_LAZY | RTLD_GLOBAL}: its names go before those of libraries loaded later. */
  private static final int GLOBAL = 0x1 | 0x100;

  /** Kept, since JNA unloads a library that nothing refers to. */
  private static NativeLibrary answer;

  private static boolean tried;

  private MklKernels() {}

  /** Whether MKL takes in this process what it has for Intel's processors. */
  public static synchronized boolean areChosen() {
    return answer != null;
  }

  /** Has MKL take those where they are faster; before libtorch is loaded. */
  static synchronized void choose() {
    if (!tried) {
      tried = true;
      if (areBetter(Processor.current()) && !isLeft()) {
        answer = NativeRuntime.isLoaded() ? tooLate() : load();
      }
    }
  }

  /**
   * Whether the kernels for Intel's processors are faster on a processor, and known to be right.
   */
  static boolean areBetter(Processor processor) {
    return Platform.isLinux()
        && Platform.is64Bit()
        && Platform.isIntel() // x86, whoever made it
        && processor.isAmds()
        && processor.has("avx2")
        && processor.has("fma");
  }

  private static boolean isLeft() {
    return OWN_CHOICE.equals(System.getProperty(PROPERTY, System.getenv(VARIABLE)));
  }

  /** MKL may have asked. */
  private static NativeLibrary tooLate() {
    tell("libtorch is loaded in this process already. Use Classifine before anything else does.");
    return null;
  }

  /** Nothing depends on it but speed: where it cannot be loaded, MKL chooses. */
  private static NativeLibrary load() {
    try {
      Path file = Files.createTempFile("classifine", ".so");
      try {
        Files.write(file, SharedObject.returningOne(QUESTIONS));
        return NativeLibrary.getInstance(
            file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, GLOBAL));
      } finally {
        file.toFile().delete(); // what was loaded needs no name
      }
    } catch (IOException e) {
      tell(Reason.of(e) + ".");
    } catch (LinkageError e) { // a folder for temporary files that runs nothing, as JNA's own too
      tell(e.getMessage());
    }
    return null;
  }

  private static void tell(String reason) {
    LOG.warn("Float32 is slower than it could be, since MKL chooses its kernels: {}", reason);
  }
}
