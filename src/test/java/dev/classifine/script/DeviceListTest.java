package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceListTest {

  @Test
  void readsOneOrSeveralNamesInTheirOrder() {
    assertEquals(List.of(Device.cpu()), DeviceList.of("cpu").devices());
    assertEquals(List.of(Device.gpu(0)), DeviceList.of("cuda").devices());
    assertEquals(
        List.of(Device.gpu(2), Device.gpu(0), Device.gpu(1)),
        DeviceList.of("cuda:2, gpu,cuda:1").devices());
    assertEquals("cuda:2,cuda:0", DeviceList.of("cuda:2,gpu").toString());
    assertEquals(Device.gpu(2), DeviceList.of("cuda:2,cuda:0").first());
    assertEquals(3, DeviceList.of("cpu,cpu,cpu").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuda,cuda:0|--device: cuda:0,cuda:0 has cuda:0 twice. A GPU holds one replica of the"
            + " model: name each GPU once, and give it more rows with --batch-size.",
        "cpu,cuda:1|--device: cpu,cuda:1 mixes the processor with GPUs, which would wait for it in"
            + " every step. Name GPUs only, as in cuda:0,cuda:1, or cpu only.",
        "cpu,|--device: \"\" is not a device. It must be cpu, cuda or cuda:N, as in cuda:0.",
        "cuda:0;cuda:1|--device: \"cuda:0;cuda:1\" is not a device. It must be cpu, cuda or cuda:N,"
            + " as in cuda:0.",
      })
  void aListThatDoesNotGoTogetherIsAUsageError(String names, String message) {
    UsageException error = assertThrows(UsageException.class, () -> DeviceList.of(names));
    assertEquals(message, error.getMessage());
  }

  @Test
  void noDeviceIsAUsageError() {
    assertThrows(UsageException.class, () -> new DeviceList(List.of()));
  }
}
