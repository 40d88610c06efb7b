package dev.classifine.cli;

import dev.classifine.Versions;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.report.Terminal;
import dev.classifine.report.Terminal.Style;
import dev.classifine.train.StopRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
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

  private static final String CONFIG = "--config";
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** The application's logging, slf4j-simple, reads it. */
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.dev.classifine";

  @Option(
      names = STACKTRACE,
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stacktrace;

  private Terminal terminal = Terminal.none(System.err);

  @CommandLine.Spec private CommandSpec spec;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintStream out = utf8(FileDescriptor.out);
    Terminal terminal = StandardError.open(utf8(FileDescriptor.err));
    StopRequest stop = new StopRequest();
    SignalHook hook = SignalHook.install(stop, terminal.stream());
    int code = FAILED;
    try {
      code = run(args, out, terminal, stop);
    } finally { // a defect that nobody foresaw included, which Java tells
      out.flush();
      terminal.stream().flush();
      hook.release(code);
    }
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, out, Terminal.none(err), new StopRequest());
  }

  /**
   * Runs a command that can be asked to save and end.
   *
   * @return its exit code
   */
  static int run(String[] args, PrintStream out, Terminal terminal, StopRequest stop) {
    PrintStream err = terminal.stream();
    Main main = new Main();
    main.terminal = terminal;
    CommandLine commandLine = new CommandLine(main, new Streams(out, terminal, stop));
    Commands.addTo(commandLine, args); // first, since what follows is handed on to those there are
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler(main::wrongUsage);
    commandLine.setExecutionExceptionHandler(
        (error, line, given) -> main.failed(line.getCommand(), error, named(error, line, given)));
    commandLine.setExecutionStrategy(Main::execute);
    commandLine.setUsageHelpAutoWidth(true);
    String[] typed = OptionNames.attached(OptionNames.kebab(args), commandLine.getSubcommands());
    try {
      readConfig(typed, commandLine);
      return commandLine.execute(typed);
    } catch (ClassifineException e) {
      return main.failed(typed, e);
    } catch (OutOfMemoryError e) {
      return main.failed(typed, full(e));
    }
  }

  /** Of what failed outside of a command's own work. */
  private int failed(String[] typed, ClassifineException error) {
    tellMistake(typed, error.getMessage(), code(error));
    return failed(this, error, error.getMessage());
  }

  private static ClassifineException full(OutOfMemoryError e) {
    return new ClassifineException(
        "Java's memory is full: "
            + e.getMessage()
            + ", of at most "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB. CLASSIFINE_JAVA_OPTS=-Xmx2g, for example, gives it more.",
        e);
  }

  /** Does what was asked for, when every option is known, and before the first logger is made. */
  private static int execute(ParseResult given) {
    if (given.hasSubcommand()) {
      checkConfig(given.subcommand());
    }
    if (given.hasSubcommand()
        && given.subcommand().commandSpec().userObject() instanceof ConsoleCommand command
        && command.isQuiet()) {
      System.setProperty(LOG_LEVEL, "warn");
    }
    return new CommandLine.RunLast().execute(given);
  }

  /**
   * The file must have been known before the arguments were parsed, which is when @files are read.
   */
  private static void checkConfig(ParseResult command) {
    CommandSpec spec = command.commandSpec();
    if (command.hasMatchedOption(CONFIG) && spec.defaultValueProvider() == null) {
      throw new ParameterException(
          spec.commandLine(),
          CONFIG + ": stands in an @file, and would not be read. Give it on the command line.");
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
    command(typed, main)
        .filter(command -> command.getCommandSpec().optionsMap().containsKey(CONFIG))
        .ifPresent(
            command ->
                ConfigFile.of(typed, command.getCommandSpec())
                    .ifPresent(command::setDefaultValueProvider));
  }

  /** The command that the arguments name. */
  private static Optional<CommandLine> command(String[] typed, CommandLine main) {
    return Arrays.stream(typed)
        .map(main.getSubcommands()::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Tells the command of a mistake for which its options could not be set. */
  private void tellMistake(String[] typed, String message, int exitCode) {
    command(typed, spec.commandLine())
        .map(command -> command.getCommandSpec().userObject())
        .filter(ConsoleCommand.class::isInstance)
        .map(ConsoleCommand.class::cast)
        .ifPresent(command -> command.onMistake(Arrays.asList(typed), message, exitCode));
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
    String message = new OptionErrors(command.getCommandSpec(), Arrays.asList(typed)).of(error);
    tellMistake(typed, message, USAGE);
    err.println(name() + message);
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, err)) {
      err.println("`" + command.getCommandSpec().qualifiedName() + " --help` lists the options.");
    }
    return USAGE;
  }

  private int failed(Object command, Exception error, String message) {
    if (error instanceof CancellationException) {
      return FAILED; // by the end of the process, of which the signal's hook tells
    }
    PrintStream err = terminal.stream();
    boolean known = error instanceof ClassifineException;
    String told = known ? message : "internal error: " + error;
    int code = code(error);
    if (command instanceof ConsoleCommand console) {
      console.onFailure(told, code);
    }
    err.println(name() + told);
    if (stacktrace) {
      error.printStackTrace(err);
    } else if (!known) {
      err.println(STACKTRACE + " shows where.");
    }
    return code;
  }

  private static int code(Exception error) {
    return error instanceof UsageException ? USAGE : FAILED;
  }

  /** What an error begins with. */
  private String name() {
    return terminal.styled(Style.ERROR, "classifine:") + " ";
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Hands the commands their streams and by what they can be asked to end. */
  private record Streams(PrintStream out, Terminal err, StopRequest stop)
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
