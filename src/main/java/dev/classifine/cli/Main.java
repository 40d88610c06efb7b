package dev.classifine.cli;

import dev.classifine.Versions;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.StopRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The entry of the command line. */
@Command(
    name = "classifine",
    description =
        "Fine-tunes text classifiers: a Hugging Face checkpoint in, a Hugging Face checkpoint out.",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 success, 1 a run that failed, 2 a wrong command line, 130 and 143 a training"
          + " that was stopped by Ctrl-C or SIGTERM and saved."
    })
public final class Main implements Runnable {

  /** The option that every command has, and that may come before it. */
  static final String STACKTRACE = "--stacktrace";

  /** The application's logging, slf4j-simple, reads it. */
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.dev.classifine";

  @Option(
      names = STACKTRACE,
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stacktrace;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (Arrays.asList(args).contains(TrainCommand.QUIET)) {
      System.setProperty(LOG_LEVEL, "warn"); // before the first logger is made
    }
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    StopRequest stop = new StopRequest();
    SignalHook hook = SignalHook.install(stop, err);
    int code = run(args, out, err, stop);
    out.flush();
    err.flush();
    hook.release(code);
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, out, err, new StopRequest());
  }

  /**
   * Runs a command that can be asked to save and end.
   *
   * @return its exit code
   */
  static int run(String[] args, PrintStream out, PrintStream err, StopRequest stop) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main, new Streams(out, err, stop));
    Commands.addTo(commandLine, args); // first, since what follows is handed on to those there are
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler(main::wrongUsage);
    commandLine.setExecutionExceptionHandler(
        (error, line, given) -> main.failed(error, named(error, line, given), err));
    commandLine.setUsageHelpAutoWidth(true);
    try {
      String[] typed = OptionNames.attached(OptionNames.kebab(args), commandLine.getSubcommands());
      readConfig(typed, commandLine);
      return commandLine.execute(typed);
    } catch (ClassifineException e) {
      return main.failed(e, e.getMessage(), err);
    }
  }

  /** The command line with all commands and all their options, for what describes it. */
  static CommandLine whole() {
    CommandLine whole = new CommandLine(new Main());
    Commands.addAll(whole);
    return whole;
  }

  /** What a file says of the options of the command, where the command takes one. */
  private static void readConfig(String[] typed, CommandLine main) {
    Arrays.stream(typed)
        .map(main.getSubcommands()::get)
        .filter(Objects::nonNull)
        .findFirst()
        .filter(command -> command.getCommandSpec().optionsMap().containsKey("--config"))
        .ifPresent(
            command ->
                ConfigFile.of(typed, command.getCommandSpec())
                    .ifPresent(command::setDefaultValueProvider));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  /** The message, in which the command line's options are called by their names. */
  private static String named(Exception error, CommandLine line, ParseResult given) {
    return error instanceof UsageException
        ? new OptionErrors(line.getCommandSpec(), given.originalArgs()).named(error.getMessage())
        : error.getMessage();
  }

  private int wrongUsage(ParameterException error, String[] typed) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "classifine: "
            + new OptionErrors(command.getCommandSpec(), Arrays.asList(typed)).of(error));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, err)) {
      err.println("`" + command.getCommandSpec().qualifiedName() + " --help` lists the options.");
    }
    return 2;
  }

  private int failed(Exception error, String message, PrintStream err) {
    if (error instanceof ClassifineException) {
      err.println("classifine: " + message);
    } else {
      err.println("classifine: internal error: " + error);
    }
    if (stacktrace) {
      error.printStackTrace(err);
    } else if (!(error instanceof ClassifineException)) {
      err.println(STACKTRACE + " shows where.");
    }
    return error instanceof UsageException ? 2 : 1;
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Hands the commands their streams and by what they can be asked to end. */
  private record Streams(PrintStream out, PrintStream err, StopRequest stop)
      implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      K made = CommandLine.defaultFactory().create(type);
      if (made instanceof ConsoleCommand command) {
        command.connect(out, err, stop);
      }
      return made;
    }
  }

  /** The answer to --version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return Arrays.asList("classifine " + Versions.classifine()).toArray(String[]::new);
    }
  }
}
