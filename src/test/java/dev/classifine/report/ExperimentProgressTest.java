package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.experiment.PlannedRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentProgressTest {

  private static final PlannedRun RUN = new PlannedRun("fold-1", Map.of());

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  /** The log has lines of its own after the last step, which must not stand behind this one. */
  @Test
  void theLineThatIsWrittenOverIsTakenAwayWhereTheStepsAreMade() {
    ExperimentProgress progress = new ExperimentProgress(Terminal.of(out, 80, 24, false));
    progress.onPlanned(List.of(RUN), List.of());
    progress.onStart(RUN, null, 1);
    bytes.reset();
    progress.onProgress(RUN, "step 3/3  loss 0.5");
    String shown = printed();
    assertTrue(shown.startsWith("\rfold-1  step 3/3  loss 0.5"), shown);
    bytes.reset();
    progress.onProgress(RUN, "");
    assertEquals("\r" + " ".repeat(shown.length() - 1) + "\r", printed());
    bytes.reset();
    progress.onProgress(RUN, "");
    assertEquals("", printed());
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
