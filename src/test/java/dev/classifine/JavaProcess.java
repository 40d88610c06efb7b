package dev.classifine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of this Java with the class path of the tests. */
public final class JavaProcess {

  private JavaProcess() {}

  /**
   * The command of a main class. What Java's second compiler would take from a short process it
   * would not give back.
   *
   * @param options of Java, such as the most memory of its heap
   */
  public static List<String> command(Class<?> main, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A process that can be started; see {@link #command}. */
  public static ProcessBuilder of(Class<?> main, List<String> options, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(main, options, arguments));
    builder.environment().put("OMP_WAIT_POLICY", "passive"); // spinning threads slow each other
    return builder;
  }
}
