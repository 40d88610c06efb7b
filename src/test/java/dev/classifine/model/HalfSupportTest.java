package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.classifine.script.Processor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HalfSupportTest {

  private static final String OLD = "processor\t: 0\nflags\t\t: fpu avx2 avx512f\n";

  @Test
  void aProcessorWithoutTheInstructionsIsWarnedOf() {
    assertEquals(
        Optional.of(
            "--precision bf16: this processor has no instructions for it (avx512_bf16, amx_bf16,"
                + " bf16), so that it may be slower than float32."),
        warning(Precision.BF16, OLD));
    assertEquals(
        Optional.of(
            "--precision fp16: this processor has no instructions for it (avx512_fp16, amx_fp16,"
                + " asimdhp), so that it may be slower than float32."),
        warning(Precision.FP16, OLD.replace("avx2", "avx512_bf16")));
  }

  @Test
  void aProcessorWithThemIsNot() {
    assertEquals(Optional.empty(), warning(Precision.BF16, OLD.replace("avx2", "avx512_bf16")));
    String arm = "processor\t: 0\nFeatures\t: fp asimd asimdhp bf16\n";
    assertEquals(Optional.empty(), warning(Precision.BF16, arm));
    assertEquals(Optional.empty(), warning(Precision.FP16, arm));
  }

  @Test
  void whereNothingIsKnownNothingIsSaid() {
    assertEquals(Optional.empty(), warning(Precision.BF16, "model name: unknown\n"));
    assertEquals(Optional.empty(), HalfSupport.warning(Precision.FLOAT32, Device.cpu()));
    assertEquals(Optional.empty(), HalfSupport.warning(Precision.FP16, Device.gpu()));
  }

  private static Optional<String> warning(Precision precision, String cpuInfo) {
    return HalfSupport.warning(precision, Processor.of(cpuInfo));
  }
}
