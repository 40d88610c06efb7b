package dev.classifine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The texts of wrong options: they begin with the option as it was typed. */
final class OptionErrors {

  /** What the library's options are called where it is not their name on the command line. */
  private static final Map<String, String> WORDS =
      Map.of(
          "beta1", "--adam-beta1",
          "beta2", "--adam-beta2",
          "epsilon", "--adam-epsilon",
          "evaluation batch size", "--eval-batch-size",
          "warm-up steps", "--warmup-steps",
          "warm-up ratio", "--warmup-ratio",
          "early stopping", "--early-stopping-patience");

  /** Options that the library speaks of together, by how they begin. */
  private static final Map<String, String> FAMILIES =
      Map.of("plateau", "--plateau-", "warm-up", "--warmup-");

  private final CommandSpec command;
  private final List<String> typed;

  /**
   * @param command whose options they are
   * @param typed the arguments
   */
  OptionErrors(CommandSpec command, List<String> typed) {
    this.command = command;
    this.typed = typed;
  }

  /**
   * An error of the library with the option in place of the words by which the library calls it:
   * "save limit: -1 is below 0" becomes "--save-limit: -1 is below 0".
   */
  String named(String message) {
    int colon = message.indexOf(": ");
    if (colon < 0) {
      return message;
    }
    List<String> options = new ArrayList<>();
    for (String words : message.substring(0, colon).split(", ")) {
      Optional<String> option = option(words);
      if (option.isEmpty()) {
        return message;
      }
      options.add(option.get());
    }
    return String.join(", ", options) + message.substring(colon);
  }

  /** What is wrong with the command line. */
  String of(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0));
    }
    if (error.getArgSpec() instanceof OptionSpec option && error.getValue() != null) {
      return name(option) + ": \"" + error.getValue() + "\" " + rule(option);
    }
    return error.getMessage();
  }

  private String unmatched(String argument) {
    if (!argument.startsWith("-")) {
      return "\""
          + argument
          + "\" belongs to no option. An option takes one value; quote a value that has spaces.";
    }
    String name = argument.replaceFirst("=.*", "");
    String advice = TransformersOptions.advice(name);
    return name
        + " is not an option of "
        + command.name()
        + "."
        + (advice == null ? "" : " " + advice);
  }

  private static String rule(ArgSpec option) {
    Class<?> type = option.typeInfo().getType();
    if (type == Double.class || type == double.class) {
      return "is not a number.";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "is neither true nor false." + flagRemedy((OptionSpec) option);
    }
    return "is not a whole number.";
  }

  private static String flagRemedy(OptionSpec option) {
    return option.longestName().equals("--resume-from-checkpoint")
        ? " A run goes on from the newest good checkpoint of its --output: give --resume alone."
        : "";
  }

  private Optional<String> option(String words) {
    if (FAMILIES.containsKey(words)) {
      String begin = FAMILIES.get(words);
      return typed.stream()
          .filter(text -> text.startsWith(begin))
          .map(text -> text.replaceFirst("=.*", ""))
          .findFirst()
          .or(() -> Optional.of(begin + "..."));
    }
    String option = WORDS.getOrDefault(words, "--" + words.replace(' ', '-'));
    return Optional.ofNullable(command.optionsMap().get(option)).map(this::name);
  }

  /** The name that was typed; the first where none was, but in a file. */
  private String name(OptionSpec option) {
    for (String name : option.names()) {
      if (typed.stream().anyMatch(text -> text.equals(name) || text.startsWith(name + "="))) {
        return name;
      }
    }
    return option.names()[0];
  }
}
