package dev.classifine.cli;

import java.util.Arrays;

/** Option names in either spelling: {@code --num_train_epochs} is {@code --num-train-epochs}. */
final class OptionNames {

  private OptionNames() {}

  /** The arguments with every option's name in kebab case; values stay as they are. */
  static String[] kebab(String[] args) {
    return Arrays.stream(args).map(OptionNames::kebab).toArray(String[]::new);
  }

  private static String kebab(String argument) {
    if (!argument.startsWith("--")) {
      return argument;
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    return name.replace('_', '-') + argument.substring(name.length());
  }
}
