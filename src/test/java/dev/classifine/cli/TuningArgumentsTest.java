package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.tuning.TuningOptions;
import dev.classifine.tuning.TuningOptions.Thresholds;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TuningArgumentsTest {

  @Test
  void nothingIsTunedUnlessAskedFor() {
    assertEquals(TuningOptions.NONE, options());
  }

  @Test
  void everyOptionIsTaken() {
    assertEquals(
        new TuningOptions(true, Thresholds.PER_LABEL, true, 3),
        options("--calibrate", "--tune-thresholds", "per-label", "--at-least-one", "--top-k", "3"));
  }

  @Test
  void aWrongValueNamesItsOption() {
    UsageException error =
        assertThrows(UsageException.class, () -> options("--tune-thresholds", "each"));
    assertTrue(error.getMessage().startsWith("--tune-thresholds: \"each\""), error.getMessage());
  }

  private static TuningOptions options(String... args) {
    return CommandLine.populateCommand(new TuningArguments(), args).options();
  }
}
