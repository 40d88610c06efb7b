package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import dev.classifine.script.Tf32;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProgramArgumentsTest {

  @Test
  void nothingGivenIsFloat32WithoutLora() {
    assertEquals(Precision.FLOAT32, precision().precision());
    assertEquals(Tf32.UNCHANGED, precision().tf32());
    assertEquals(Optional.empty(), lora().options());
  }

  @Test
  void theFlagsOfTransformersMeanThePrecision() {
    assertEquals(Precision.BF16, precision("--bf16").precision());
    assertEquals(Precision.FP16, precision("--fp16").precision());
    assertEquals(Precision.FP16, precision("--precision", "fp16", "--fp16").precision());
    assertEquals(Tf32.OFF, precision("--tf32", "off").tf32());
    assertEquals(Tf32.ON, precision("--tf32", "True").tf32());
    assertEquals(Tf32.OFF, precision("--tf32", "False").tf32());
    refused("--fp16: bf16 is asked for as well", () -> precision("--bf16", "--fp16").precision());
    refused(
        "--bf16: float32 is asked for as well",
        () -> precision("--precision", "float32", "--bf16").precision());
    refused("--precision: \"half\" is unknown", () -> precision("--precision", "half").precision());
  }

  @Test
  void anyOptionTurnsLoraOn() {
    assertEquals(Optional.of(LoraOptions.DEFAULTS), lora("--lora").options());
    assertEquals(
        Optional.of(LoraOptions.DEFAULTS.withAlpha(16)), lora("--lora-alpha", "16").options());
    assertEquals(
        Optional.of(new LoraOptions(4, 16, 0.1, List.of("query", "key"), true, List.of("pooler"))),
        lora(
                "--lora-rank=4",
                "--lora-alpha=16",
                "--lora-dropout=0.1",
                "--lora-target-modules=query,key",
                "--use-rslora",
                "--lora-modules-to-save=pooler")
            .options());
    assertTrue(lora("--lora", "--save-adapter").saveAdapter());
    refused("--save-adapter: without LoRA", () -> lora("--save-adapter").options());
    refused("--lora-r: 0 is out of range", () -> lora("--lora-r", "0").options());
  }

  @Test
  void aManifestHasTheValuesByName() {
    ProgramOptions options =
        ProgramOptions.DEFAULTS
            .withPrecision(Precision.BF16)
            .withLora(lora("--lora-r", "4").options().orElseThrow());
    assertEquals(
        "{precision=bf16, dropout_masks=words, first_row_only=true, lora_r=4,"
            + " lora_alpha=8.0, lora_dropout=0.0, lora_target_modules=[], use_rslora=false,"
            + " lora_modules_to_save=[]}",
        options.values().toString());
  }

  private static PrecisionArguments precision(String... args) {
    return CommandLine.populateCommand(new PrecisionArguments(), args);
  }

  private static LoraArguments lora(String... args) {
    return CommandLine.populateCommand(new LoraArguments(), args);
  }

  private static void refused(String begin, org.junit.jupiter.api.function.Executable action) {
    UsageException error = assertThrows(UsageException.class, action);
    assertTrue(error.getMessage().startsWith(begin), error.getMessage());
  }
}
