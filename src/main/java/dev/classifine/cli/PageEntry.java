package dev.classifine.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option or an argument of a command, as a page shows it.
 *
 * @param names its names; none where it is an argument
 * @param value what the help shows behind the name, as {@code =FILE}; empty for a flag
 * @param text what it does, on one line
 */
record PageEntry(List<String> names, String value, String text) {

  private static final String ARGUMENTS = "Arguments";

  /**
   * What a command takes, by heading: its arguments, and its options as its help divides them.
   * Hidden ones are left out, and so are those that every command has.
   */
  static Map<String, List<PageEntry>> sections(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    Help help = command.getHelp();
    Map<String, List<PageEntry>> sections = new LinkedHashMap<>();
    spec.positionalParameters().stream()
        .filter(argument -> !argument.hidden())
        .forEach(argument -> add(sections, ARGUMENTS, of(List.of(), argument, help)));
    OptionSections.of(command)
        .forEach(
            (heading, options) ->
                options.stream()
                    .filter(option -> !option.hidden() && !isEverywhere(option, spec))
                    .forEach(o -> add(sections, heading, of(names(o, spec), o, help))));
    return sections;
  }

  /** The options that every command has. */
  static List<PageEntry> everywhere(CommandLine main) {
    CommandSpec spec = main.getCommandSpec();
    return spec.options().stream()
        .map(option -> of(names(option, spec), option, main.getHelp()))
        .toList();
  }

  private static void add(Map<String, List<PageEntry>> sections, String heading, PageEntry entry) {
    sections.computeIfAbsent(heading, key -> new ArrayList<>()).add(entry);
  }

  private static boolean isEverywhere(OptionSpec option, CommandSpec command) {
    return command.root() != command
        && command.root().optionsMap().containsKey(option.longestName());
  }

  private static PageEntry of(List<String> names, ArgSpec argument, Help help) {
    String label =
        help.parameterLabelRenderer()
            .renderParameterLabel(argument, Ansi.OFF, List.of())
            .toString();
    return new PageEntry(names, label, String.join(" ", argument.description()).trim());
  }

  private static List<String> names(OptionSpec option, CommandSpec command) {
    return List.of(option.names()).stream()
        .map(
            name ->
                option.negatable()
                    ? command.negatableOptionTransformer().makeSynopsis(name, command)
                    : name)
        .toList();
  }
}
