package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A wrong value of every option of {@code train}: one message that names the option and the value,
 * and nothing is written. A new option must be put into one of the lists.
 */
class OptionMistakesTest {

  /** Values that are wrong, of options that take words. */
  private static final Map<String, String> WRONG = new TreeMap<>();

  /** Options of which every value is right, as far as it can be told beforehand. */
  private static final Set<String> FREE =
      Set.of(
          "--jdbc-user", // asked of the database
          "--label-delimiter",
          "--logging-dir",
          "--mlflow-experiment",
          "--run-name");

  static {
    WRONG.put("--class-weights", "heavy");
    WRONG.put("--config", "nosuch.json");
    WRONG.put("--decay-type", "zigzag");
    WRONG.put("--device", "tpu");
    WRONG.put("--dropout-masks", "zigzag");
    WRONG.put("--eval", "nosuch.csv");
    WRONG.put("--eval-strategy", "never");
    WRONG.put("--feature-cache-limit", "much");
    WRONG.put("--fold", "3/2");
    WRONG.put("--freeze", "nosuch.*");
    WRONG.put("--freeze-layers", "most");
    WRONG.put("--jdbc-properties", "nosuch.properties");
    WRONG.put("--jdbc-url", "postgresql://localhost/tickets");
    WRONG.put("--label-column", "nosuch");
    WRONG.put("--label-smoothing-convention", "zigzag");
    WRONG.put("--logging-strategy", "never");
    WRONG.put("--lora-modules-to-save", "nosuch");
    WRONG.put("--lora-target-modules", "nosuch");
    WRONG.put("--max-shard-size", "much");
    WRONG.put("--metric", "cost");
    WRONG.put("--mlflow-tracking-uri", "ftp://localhost");
    WRONG.put("--model", "nosuch/model/folder");
    WRONG.put("--non-finite", "laugh");
    WRONG.put("--output", "output-that-is-a-file");
    WRONG.put("--pos-weight", "heavy");
    WRONG.put("--precision", "float8");
    WRONG.put("--problem-type", "zigzag");
    WRONG.put("--report-to", "nosuch");
    WRONG.put("--save-dtype", "float8");
    WRONG.put("--save-strategy", "never");
    WRONG.put("--scheduler", "zigzag");
    WRONG.put("--text-column", "nosuch");
    WRONG.put("--text-pair-column", "nosuch");
    WRONG.put("--tf32", "perhaps");
    WRONG.put("--token-cache", "output-that-is-a-file");
    WRONG.put("--train", "nosuch.csv");
    WRONG.put("--tune-thresholds", "zigzag");
    WRONG.put("--warmup-type", "zigzag");
    WRONG.put("--weight-column", "nosuch");
  }

  /** What an option needs beside it to have a meaning. */
  private static final Map<String, List<String>> BESIDE =
      Map.of(
          "--jdbc-properties", List.of("--jdbc-url", "jdbc:duckdb:"),
          "--lora-modules-to-save", List.of("--lora"),
          "--mlflow-tracking-uri", List.of("--report-to", "mlflow"),
          "--metric", List.of("--eval-fraction", "0.5"),
          "--decay-type", List.of("--scheduler", "warmup_stable_decay", "--decay-steps", "2"),
          "--warmup-type", List.of("--scheduler", "warmup_stable_decay", "--decay-steps", "2"));

  @TempDir Path temporary;

  private static CommandSpec train() {
    return Main.whole().getSubcommands().get("train").getCommandSpec();
  }

  private static boolean isWord(OptionSpec option) {
    Class<?> type = option.typeInfo().getType();
    return type == String.class || type == Path.class || option.typeInfo().isMultiValue();
  }

  private static List<OptionSpec> options() {
    return train().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
        .toList();
  }

  static List<String> typed() {
    return options().stream().filter(o -> !isWord(o)).map(o -> o.names()[0]).toList();
  }

  static Set<String> words() {
    return WRONG.keySet();
  }

  @Test
  void everyOptionIsInOneOfTheLists() {
    Set<String> known = new TreeSet<>(WRONG.keySet());
    known.addAll(FREE);
    Set<String> words = new TreeSet<>();
    options().stream().filter(OptionMistakesTest::isWord).forEach(o -> words.add(o.names()[0]));
    assertEquals(words, known);
  }

  @ParameterizedTest
  @MethodSource("typed")
  void aNumberOrASwitchIsToldWithItsValue(String name) {
    CommandLineRunner run = run(name + "=maybe");
    assertEquals(2, run.code(), run.toString());
    assertTrue(
        run.err().matches("(?s)classifine: \\Q" + name + "\\E: \"maybe\" is n(ot|either) .*"),
        run.toString());
    assertClean(run);
  }

  @ParameterizedTest
  @MethodSource("words")
  void aWordIsToldWithItsValue(String name) throws Exception {
    Files.writeString(temporary.resolve("output-that-is-a-file"), "");
    String value = WRONG.get(name);
    boolean isPlace = value.startsWith("nosuch.") && !value.endsWith("*") || value.contains("-is-");
    String typed = isPlace ? temporary.resolve(value).toString() : value;
    List<String> arguments = new ArrayList<>(BESIDE.getOrDefault(name, List.of()));
    arguments.addAll(List.of(name, typed));
    CommandLineRunner run = run(arguments.toArray(String[]::new));
    assertTrue(run.code() == 1 || run.code() == 2, run.toString());
    String message = run.err().lines().filter(l -> l.startsWith("classifine: ")).findFirst().get();
    assertTrue(message.contains(value), run.toString());
    String words = name.substring(2).replace('-', ' '); // "the label column", beside file and line
    assertTrue(isPlace || message.contains(name) || message.contains(words), run.toString());
    assertClean(run);
  }

  private CommandLineRunner run(String... arguments) {
    return new TinyRuns(temporary).train(new TinyRuns(temporary).csv(8), arguments);
  }

  private void assertClean(CommandLineRunner run) {
    assertEquals("", run.out());
    assertFalse(run.err().contains("\tat "), run.toString());
    assertFalse(run.err().contains("Exception"), run.toString());
    assertFalse(run.err().contains("internal error"), run.toString());
    assertEquals(
        1,
        Arrays.stream(run.err().split("\\R")).filter(l -> l.startsWith("classifine: ")).count(),
        run.toString());
    assertFalse(Files.exists(temporary.resolve("output").resolve("model.safetensors")));
  }
}
