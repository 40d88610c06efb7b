package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardErrorTest {

  @Test
  void coloursAreShownUnlessTheUserOrTheTerminalHasNone() {
    assertTrue(StandardError.areColoursWelcome(Map.of("TERM", "xterm-256color")));
    assertTrue(StandardError.areColoursWelcome(Map.of("NO_COLOR", "")));
    assertFalse(StandardError.areColoursWelcome(Map.of("NO_COLOR", "1")));
    assertFalse(StandardError.areColoursWelcome(Map.of("TERM", "dumb")));
  }
}
