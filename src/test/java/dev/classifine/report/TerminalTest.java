package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.classifine.report.Terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final String YELLOW = "\u001b[1;33m";
  private static final String RED = "\u001b[1;31m";
  private static final String OFF = "\u001b[0m";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void whatIsPrintedTakesTheLiveLineAwayFirst() {
    Terminal terminal = Terminal.of(out, 80, 24, false);
    terminal.live("3/9");
    terminal.stream().println("WARN something");
    terminal.live("4/9");
    terminal.clear();
    terminal.clear();
    assertEquals("\r3/9\r   \rWARN something\n\r4/9\r   \r", printed());
  }

  @Test
  void aShorterLiveLineLeavesNothingOfTheOneBefore() {
    Terminal terminal = Terminal.of(out, 6, 24, false);
    terminal.live("1234567");
    terminal.live("ab");
    assertEquals("\r12345\rab   ", printed());
  }

  @Test
  void coloursMarkLevelsAtTheBeginningOfALine() {
    PrintStream stream = Terminal.of(out, 80, 24, true).stream();
    stream.println("WARN a WARN in it");
    stream.println("ERROR b");
    stream.println("INFO c");
    stream.print("d ");
    stream.println("WARN behind it");
    stream.println("WARNING is no level");
    assertEquals(
        YELLOW
            + "WARN"
            + OFF
            + " a WARN in it\n"
            + RED
            + "ERROR"
            + OFF
            + " b\nINFO c\n"
            + "d WARN behind it\nWARNING is no level\n",
        printed());
  }

  @Test
  void withoutColoursNothingIsStyled() {
    assertEquals("x", Terminal.of(out, 80, 24, false).styled(Style.BEST, "x"));
    assertEquals("x", Terminal.none(out).styled(Style.BEST, "x"));
    assertEquals("\u001b[1;32mx" + OFF, Terminal.of(out, 80, 24, true).styled(Style.BEST, "x"));
  }

  @Test
  void elsewhereTheStreamIsAsItWas() {
    Terminal none = Terminal.none(out);
    assertSame(out, none.stream());
    none.live("3/9");
    none.clear();
    assertEquals("", printed());
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
