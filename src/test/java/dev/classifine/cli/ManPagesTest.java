package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages' structure. */
class ManPagesTest {

  private static final Pattern MACRO =
      Pattern.compile(
          "\\.(TH [A-Z-]+ 1 \\d{4}-\\d\\d-\\d\\d " + "\"classifine [\\w.-]+\"|SH [^.]+|TP)");

  private CommandLine main;
  private Map<String, String> pages;

  @BeforeEach
  void make() {
    main = Main.whole();
    pages = ManPages.of(main);
  }

  @Test
  void everyCommandHasAPageThatTheFirstNames() {
    String first = pages.get("classifine.1");
    int commands = 0;
    for (CommandLine command : visible()) {
      String name = "classifine-" + command.getCommandName();
      assertTrue(pages.containsKey(name + ".1"), name);
      assertTrue(first.contains("\\fB" + name.replace("-", "\\-") + "\\fR(1)"), name);
      commands++;
    }
    assertEquals(pages.size() - 1, commands);
  }

  @Test
  void aPageHasTheUsualSectionsInTheirOrder() {
    for (String page : pages.values()) {
      int last = -1;
      for (String heading : List.of("NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO")) {
        int at = page.indexOf(".SH " + heading + "\n");
        assertTrue(at > last, heading + " in\n" + page);
        last = at;
      }
      assertTrue(page.startsWith(".TH CLASSIFINE"), page);
    }
  }

  @Test
  void everyOptionThatIsShownIsThere() {
    int seen = 0;
    for (CommandLine command : visible()) {
      String page = pages.get("classifine-" + command.getCommandName() + ".1");
      for (OptionSpec option : command.getCommandSpec().options()) {
        boolean everywhere = main.getCommandSpec().optionsMap().containsKey(option.longestName());
        String plain = page.replace("\\-", "-").replace("--[no-]", "--");
        for (String name : option.names()) {
          assertEquals(
              !option.hidden() && !everywhere,
              plain.contains("\\fB" + name + "\\fR"),
              command.getCommandName() + " " + name);
          seen++;
        }
      }
    }
    assertTrue(seen > 200, "only " + seen + " options were seen");
  }

  @Test
  void aLineIsAMacroOrText() {
    for (String page : pages.values()) {
      for (String line : page.lines().toList()) {
        assertTrue(!line.isBlank(), "an empty line in\n" + page);
        assertTrue(!line.startsWith("'"), line);
        assertTrue(!line.startsWith(".") || MACRO.matcher(line).matches(), line);
        assertTrue(
            line.startsWith(".") || !line.replaceAll("\\\\[-&e]|\\\\f[BIR]", "").contains("\\"),
            line);
      }
    }
  }

  @Test
  void theCommandWritesThemAsFiles(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("man1");
    CommandLineRunner run = CommandLineRunner.run("man-pages", "--output", output.toString());
    assertEquals(0, run.code(), run.toString());
    for (Map.Entry<String, String> page : pages.entrySet()) {
      assertEquals(page.getValue(), Files.readString(output.resolve(page.getKey())));
    }
  }

  private List<CommandLine> visible() {
    return main.getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .toList();
  }
}
