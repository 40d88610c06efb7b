package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.classifine.JavaProcess;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class Tf32Test {

  @Test
  void nativeCodeReadsWhatIsSetBeforeItIsLoaded() throws Exception {
    assertEquals(List.of("1 null, 1 threads, then refused"), fork("on"));
    assertEquals(List.of("null 0, 1 threads, then refused"), fork("off"));
  }

  @Test
  void whereLibtorchIsLoadedItIsAnError() {
    NativeRuntime.engine();
    UsageException error =
        assertThrows(UsageException.class, () -> NativeRuntime.start(0, Tf32.ON));
    assertTrue(error.getMessage().startsWith("--tf32 on: libtorch is loaded"), error.getMessage());
    NativeRuntime.start(0, Tf32.UNCHANGED);
  }

  @Test
  void onAProcessorARemarkSaysThatNothingChanges() {
    assertEquals(
        Optional.of("--tf32 off has no effect: the run is on the processor."),
        Tf32.OFF.remark(Device.cpu()));
    assertEquals(Optional.empty(), Tf32.OFF.remark(Device.gpu()));
    assertEquals(Optional.empty(), Tf32.UNCHANGED.remark(Device.cpu()));
  }

  @Test
  void anUnknownSettingIsAUsageError() {
    assertEquals(Tf32.ON, Tf32.of("on"));
    assertEquals(Tf32.UNCHANGED, Tf32.of(null));
    assertThrows(UsageException.class, () -> Tf32.of("true"));
  }

  private static List<String> fork(String setting) throws IOException, InterruptedException {
    Process process =
        JavaProcess.of(Fresh.class, List.of(), setting)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return out.lines().toList();
  }

  /** A process of its own, in which libtorch is not loaded yet. */
  static final class Fresh {

    private Fresh() {}

    /**
     * Sets TF32, and in the same way the number of threads, whose effect can be seen without a GPU.
     */
    public static void main(String[] args) {
      Tf32.setVariable("OMP_NUM_THREADS", "1");
      NativeRuntime.start(0, Tf32.of(args[0]));
      String other = args[0].equals("on") ? "off" : "on";
      NativeRuntime.start(0, Tf32.of(args[0])); // what is set already may be asked for again
      String refused;
      try {
        NativeRuntime.start(0, Tf32.of(other));
        refused = "accepted";
      } catch (UsageException e) {
        refused = "refused";
      }
      System.out.printf(
          "%s %s, %d threads, then %s%n",
          Tf32.nativeVariable("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"),
          Tf32.nativeVariable("NVIDIA_TF32_OVERRIDE"),
          NativeRuntime.threads(),
          refused);
    }
  }
}
