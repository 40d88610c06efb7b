package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessorTest {

  @Test
  void linuxTellsWhoMadeItAndWhatItCan() {
    Processor epyc =
        Processor.of("processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f\n");
    assertTrue(epyc.isAmds());
    assertEquals(Set.of("fpu", "avx2", "avx512f"), epyc.instructions());
    assertFalse(Processor.of("vendor_id\t: GenuineIntel\nflags\t\t: avx2\n").isAmds());
  }

  @Test
  void anArmProcessorHasFeatures() {
    Processor arm = Processor.of("Features\t: fp asimd\n");
    assertTrue(arm.has("asimd"));
    assertFalse(arm.isAmds());
    assertEquals(Set.of(), Processor.of("").instructions());
  }

  @Test
  void vectorsAreAsLongAsLibtorchsKernelsHaveThem() {
    String wide = "flags : avx2 fma avx512f avx512bw avx512dq ";
    assertEquals(16, Processor.of(wide + "avx512vl").vectorFloats());
    assertEquals(8, Processor.of(wide).vectorFloats());
    assertEquals(1, Processor.of("flags : avx2").vectorFloats());
    assertEquals(1, Processor.of("Features : asimd").vectorFloats());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachinesIsKnown() {
    assertFalse(Processor.current().instructions().isEmpty());
  }
}
