package dev.classifine.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of all options in Markdown, made of the commands themselves. */
final class OptionsPage {

  private final StringBuilder page = new StringBuilder();

  /** Which command showed a table first, by what the table says. */
  private final Map<String, String> shown = new HashMap<>();

  private OptionsPage() {}

  /**
   * The page of a command line. A section that an earlier command has with the same words is
   * referred to.
   */
  static String of(CommandLine main) {
    OptionsPage page = new OptionsPage();
    page.intro(main);
    main.getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .forEach(page::command);
    return page.page.toString();
  }

  private void intro(CommandLine main) {
    page.append(
        """
        # Options

        All commands and their options, as `--help` has them. The page is made of the code:
        `./classifine options-page > docs/options.md` (`OptionsPageTest` compares).

        Every command has:

        """);
    page.append(table(PageEntry.everywhere(main)));
  }

  private void command(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    page.append("\n## ").append(command.getCommandName()).append("\n\n");
    page.append(escaped(String.join(" ", usage.description()))).append("\n\n");
    page.append('`').append(command.getHelp().abbreviatedSynopsis().trim()).append("`\n");
    PageEntry.sections(command)
        .forEach((heading, entries) -> section(command.getCommandName(), heading, entries));
  }

  private void section(String command, String heading, List<PageEntry> entries) {
    String table = table(entries);
    String first = shown.putIfAbsent(heading + table, command);
    page.append("\n**").append(heading).append("**");
    if (first == null) {
      page.append("\n\n").append(table);
    } else {
      page.append(": as of [").append(first).append("](#").append(first).append(").\n");
    }
  }

  private static String table(List<PageEntry> entries) {
    return entries.stream()
        .map(entry -> "| " + head(entry) + " | " + escaped(entry.text()) + " |\n")
        .collect(Collectors.joining("", "| | |\n|---|---|\n", ""));
  }

  private static String head(PageEntry entry) {
    if (entry.names().isEmpty()) {
      return code(entry.value());
    }
    int last = entry.names().size() - 1;
    return entry.names().stream()
            .limit(last)
            .map(name -> code(name) + ", ")
            .collect(Collectors.joining())
        + code(entry.names().get(last) + entry.value());
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  /** What Markdown would read as its own is shown as it stands. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\*<|])", "\\\\$1");
  }
}
