package dev.classifine.cli;

import dev.classifine.Versions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Manual pages, one for the command line and one for each command, in roff's man macros. */
final class ManPages {

  private static final String SECTION = "1";

  private final StringBuilder page = new StringBuilder();

  private ManPages() {}

  /** The pages by file name, {@code classifine.1} first. */
  static Map<String, String> of(CommandLine main) {
    List<CommandLine> commands =
        main.getSubcommands().values().stream()
            .filter(command -> !command.getCommandSpec().usageMessage().hidden())
            .toList();
    Map<String, String> pages = new LinkedHashMap<>();
    String root = name(main);
    pages.put(root + "." + SECTION, new ManPages().root(main, commands));
    commands.forEach(
        command -> pages.put(name(command) + "." + SECTION, new ManPages().command(command, root)));
    return pages;
  }

  private String root(CommandLine main, List<CommandLine> commands) {
    head(main);
    heading("COMMANDS");
    for (CommandLine command : commands) {
      entry("\\fB" + escaped(command.getCommandName()) + "\\fR", description(command));
    }
    heading("OPTIONS");
    PageEntry.everywhere(main).forEach(this::entry);
    heading("EXIT STATUS");
    text(words(main.getCommandSpec().usageMessage().footer()));
    heading("SEE ALSO");
    see(commands.stream().map(ManPages::name));
    return page.toString();
  }

  private String command(CommandLine command, String root) {
    head(command);
    PageEntry.sections(command)
        .forEach(
            (heading, entries) -> {
              heading(heading.toUpperCase(Locale.ROOT));
              entries.forEach(this::entry);
            });
    heading("SEE ALSO");
    see(Stream.of(root));
    return page.toString();
  }

  private void head(CommandLine command) {
    line(
        ".TH %s %s %s \"classifine %s\""
            .formatted(
                name(command).toUpperCase(Locale.ROOT),
                SECTION,
                Versions.date(),
                Versions.classifine()));
    heading("NAME");
    line(escaped(name(command)) + " \\- " + escaped(description(command)));
    heading("SYNOPSIS");
    line(escaped(command.getHelp().abbreviatedSynopsis().trim()));
    heading("DESCRIPTION");
    text(words(command.getCommandSpec().usageMessage().description()));
  }

  private void entry(PageEntry entry) {
    String names =
        entry.names().stream()
            .map(name -> "\\fB" + escaped(name) + "\\fR")
            .collect(Collectors.joining(", "));
    entry(names + "\\fI" + escaped(entry.value()) + "\\fR", entry.text());
  }

  private void entry(String tag, String text) {
    line(".TP");
    line(tag);
    text(text);
  }

  private void see(Stream<String> names) {
    line(
        names
            .map(name -> "\\fB" + escaped(name) + "\\fR(" + SECTION + ")")
            .collect(Collectors.joining(",\n")));
  }

  private void heading(String heading) {
    line(".SH " + escaped(heading));
  }

  private void text(String text) {
    line(escaped(text));
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  /** The name of a command's page. */
  private static String name(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    return spec.qualifiedName("-");
  }

  private static String description(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    return usage.description()[0];
  }

  private static String words(String[] lines) {
    return String.join(" ", lines).trim();
  }

  /** Text that roff sets as it stands. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
