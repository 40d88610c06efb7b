package dev.classifine.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands, in the order of the help. The options of a command are made only where the
 * arguments can mean it: to make those of all takes longer than Java itself needs to start.
 */
final class Commands {

  private static final List<Class<? extends ConsoleCommand>> ALL =
      List.of(
          DemoCommand.class,
          TrainCommand.class,
          CrossValidateCommand.class,
          SweepCommand.class,
          BatchCommand.class,
          DataCommand.class,
          EvaluateCommand.class,
          PredictCommand.class,
          ServeCommand.class,
          TuneCommand.class,
          ExportCommand.class,
          InspectCommand.class,
          ReportCommand.class,
          CompareCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          ManPagesCommand.class,
          OptionsPageCommand.class);

  /** Those with so many options that their help shows them in sections. */
  private static final Set<Class<? extends ConsoleCommand>> SECTIONED =
      Set.of(TrainCommand.class, CrossValidateCommand.class, SweepCommand.class);

  private Commands() {}

  /**
   * Adds the commands that the arguments can mean: the one that they begin with alone; all, where
   * one is named further on or may be named in a file of arguments; and where none is named all
   * with name and description only, for the help and for suggestions.
   *
   * @param main gets them, and makes them with its factory
   */
  static void addTo(CommandLine main, String[] args) {
    Optional<Class<? extends ConsoleCommand>> first =
        Arrays.stream(args).dropWhile(Main.STACKTRACE::equals).findFirst().flatMap(Commands::named);
    if (first.isPresent()) {
      add(main, first.get());
    } else if (Arrays.stream(args).anyMatch(isFile().or(word -> named(word).isPresent()))) {
      addAll(main);
    } else {
      ALL.forEach(command -> addOutline(main, command.getAnnotation(Command.class)));
    }
  }

  /** Adds all commands with all their options. */
  static void addAll(CommandLine main) {
    ALL.forEach(command -> add(main, command));
  }

  private static Optional<Class<? extends ConsoleCommand>> named(String word) {
    return ALL.stream()
        .filter(command -> command.getAnnotation(Command.class).name().equals(word))
        .findFirst();
  }

  private static Predicate<String> isFile() {
    return word -> word.startsWith("@");
  }

  private static void add(CommandLine main, Class<? extends ConsoleCommand> command) {
    CommandLine made = new CommandLine(command, main.getFactory());
    if (SECTIONED.contains(command)) {
      OptionSections.show(made);
    }
    main.addSubcommand(made);
  }

  private static void addOutline(CommandLine main, Command command) {
    CommandSpec outline = CommandSpec.create().name(command.name());
    outline.usageMessage().description(command.description()).hidden(command.hidden());
    main.addSubcommand(outline);
  }
}
