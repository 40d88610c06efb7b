package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeRuntimeTest {

  @Test
  void theProcessorIsAlwaysThere() {
    assertEquals(Device.cpu(), NativeRuntime.device("cpu"));
    assertEquals("cpu", NativeRuntime.name(Device.cpu()));
    assertEquals("cuda:1", NativeRuntime.name(Device.gpu(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:0", "cuda:7"})
  void aGpuThatIsNotThereIsAnErrorAndNotTheProcessor(String name) {
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> NativeRuntime.device(name));
    assertTrue(error.getMessage().contains("no usable GPU"), error.getMessage());
    assertTrue(error.getMessage().contains("Nothing was run on the processor"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tpu", "cuda:", "cuda:x", "", "cuda:99999999999"})
  void anUnknownDeviceIsAUsageError(String name) {
    assertThrows(UsageException.class, () -> NativeRuntime.device(name));
  }

  @Test
  void severalDevicesAreForTrainingAlone() {
    assertEquals("cpu,cpu", NativeRuntime.devices("cpu,cpu").toString());
    assertEquals(NativeRuntime.device(null), NativeRuntime.devices(null).first());
    assertEquals(1, NativeRuntime.devices(null).size());
    UsageException error =
        assertThrows(UsageException.class, () -> NativeRuntime.device("cuda:0,cuda:1"));
    assertEquals(
        "--device: \"cuda:0,cuda:1\" names 2 devices. Only training runs on several; give one here,"
            + " as in cuda:0.",
        error.getMessage());
    ClassifineException absent =
        assertThrows(ClassifineException.class, () -> NativeRuntime.devices("cuda,cuda:1"));
    assertTrue(absent.getMessage().startsWith("--device: cuda:0 was asked for, but libtorch"));
  }

  @Test
  void theThreadCountOfARunningEngineStays() {
    int threads = NativeRuntime.threads();
    assertEquals(threads, NativeRuntime.threads());
    UsageException error =
        assertThrows(UsageException.class, () -> NativeRuntime.start(threads + 1));
    assertTrue(
        error.getMessage().contains("with " + threads + " threads already"), error.getMessage());
    assertThrows(UsageException.class, () -> NativeRuntime.start(-1));
  }
}
