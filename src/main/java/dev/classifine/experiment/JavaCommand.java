package dev.classifine.experiment;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts this process's Java again: same Java, same options, same classes. */
public final class JavaCommand {

  /** What only the process that owns the terminal has use for, or only one process can have. */
  private static final List<String> OWN =
      List.of(
          "-Dclassifine.terminal.",
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Dcom.sun.management.jmxremote.port",
          "-Dcom.sun.management.jmxremote.rmi.port",
          "-XX:StartFlightRecording");

  private JavaCommand() {}

  /**
   * The command.
   *
   * @param mainClass the full name of the class to start
   * @param arguments its first arguments
   */
  public static List<String> of(String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(JavaCommand::isForBoth)
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Whether an option of this process's Java is one for the other as well. */
  static boolean isForBoth(String option) {
    return OWN.stream().noneMatch(option::startsWith);
  }
}
