package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import dev.classifine.script.MklKernels;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.Processor;
import org.junit.jupiter.api.Test;

class ProductsChoiceTest {

  private static final Processor EPYC = processor("AuthenticAMD", "avx2 avx512f");
  private static final Processor XEON = processor("GenuineIntel", "avx2 avx512f");
  private static final Processor RYZEN = processor("AuthenticAMD", "avx2");
  private static final Processor ARM = Processor.of("Features\t: fp asimd\n");

  private static Processor processor(String vendor, String flags) {
    return Processor.of("vendor_id\t: " + vendor + "\nflags\t\t: fpu " + flags + "\n");
  }

  @Test
  void oneDnnIsChosenWhereMklLeavesVectorsUnused() {
    assertEquals(Products.ONEDNN, Products.on(Device.cpu(), Precision.FLOAT32, EPYC));
    for (Processor processor : new Processor[] {XEON, RYZEN, ARM, Processor.of("")}) {
      assertEquals(Products.LIBTORCH, Products.on(Device.cpu(), Precision.FLOAT32, processor));
    }
  }

  @Test
  void onAGpuAndInHalfPrecisionLibtorchChooses() {
    assertEquals(Products.LIBTORCH, Products.on(Device.gpu(), Precision.FLOAT32, EPYC));
    assertEquals(Products.LIBTORCH, Products.on(Device.cpu(), Precision.BF16, EPYC));
    assertEquals(Products.LIBTORCH, Products.ONEDNN.on(Device.cpu(), Precision.BF16));
    assertEquals(Products.LIBTORCH, Products.AUTO.on(Device.gpu(), Precision.FLOAT32));
  }

  @Test
  void inferenceGoesByWhatMklMultipliesWith() {
    NativeRuntime.engine();
    assertEquals(
        MklKernels.areChosen() ? Products.LIBTORCH : Products.ONEDNN_INFERENCE,
        Products.forInference(Device.cpu(), Precision.FLOAT32));
    assertEquals(Products.LIBTORCH, Products.forInference(Device.gpu(), Precision.FLOAT32));
  }

  @Test
  void whatIsAskedForByNameIsTakenOrRefused() {
    assertEquals(Products.ONEDNN, Products.of("onednn").on(Device.cpu(), Precision.FLOAT32));
    assertEquals(Products.LIBTORCH, Products.of("libtorch").on(Device.cpu(), Precision.FLOAT32));
    assertEquals(
        "--matrix-products onednn: cuda:1 is no processor. It must be auto or libtorch there.",
        assertThrows(
                UsageException.class, () -> Products.ONEDNN.on(Device.gpu(1), Precision.FLOAT32))
            .getMessage());
    assertEquals(
        "--matrix-products: \"mkl\" is unknown. It must be auto, libtorch or onednn.",
        assertThrows(UsageException.class, () -> Products.of("mkl")).getMessage());
    assertThrows(UsageException.class, () -> Products.of("onednn_inference"));
  }

  @Test
  void thisMachinesProcessorIsToldByLinux() {
    if (System.getProperty("os.name").equals("Linux")) {
      assertTrue(!Processor.current().instructions().isEmpty());
    }
  }
}
