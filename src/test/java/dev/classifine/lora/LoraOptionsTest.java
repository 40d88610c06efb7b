package dev.classifine.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoraOptionsTest {

  @Test
  void theScaleIsAlphaByRankOrByItsRoot() {
    assertEquals(1, LoraOptions.DEFAULTS.scale());
    assertEquals(4, LoraOptions.DEFAULTS.withRank(4).withAlpha(16).scale());
    assertEquals(8, new LoraOptions(4, 16, 0, List.of(), true, List.of()).scale());
  }

  @Test
  void valuesAreThoseOfAManifest() {
    assertEquals(
        "{lora_r=4, lora_alpha=8.0, lora_dropout=0.0, lora_target_modules=[query],"
            + " use_rslora=false, lora_modules_to_save=[]}",
        LoraOptions.DEFAULTS.withRank(4).withTargetModules(List.of("query")).values().toString());
  }

  @Test
  void whatIsOutOfRangeIsAUsageError() {
    refused("--lora-r: 0 is out of range", 0, 8, 0, List.of());
    refused("--lora-alpha: 0.0 is out of range", 8, 0, 0, List.of());
    refused("--lora-alpha: NaN is out of range", 8, Double.NaN, 0, List.of());
    refused("--lora-dropout: 1.0 is out of range", 8, 8, 1, List.of());
    refused("--lora-target-modules: a name is empty", 8, 8, 0, List.of("query", " "));
    refused(
        "--lora-target-modules: query,all-linear names layers beside all-linear",
        8,
        8,
        0,
        List.of("query", "all-linear"));
  }

  private static void refused(
      String begin, int rank, double alpha, double dropout, List<String> targets) {
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> new LoraOptions(rank, alpha, dropout, targets, false, List.of()));
    assertTrue(error.getMessage().startsWith(begin), error.getMessage());
  }
}
