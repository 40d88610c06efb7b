package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The script of {@code completion}: what it holds, and what bash offers with it. */
class CompletionTest {

  @TempDir Path folder;
  private Path script;
  private Set<String> words;

  @BeforeEach
  void print() throws IOException {
    CommandLineRunner run = CommandLineRunner.run("completion");
    assertEquals(0, run.code(), run.toString());
    assertEquals("", run.err());
    script = Files.writeString(folder.resolve("classifine.bash"), run.out());
    words = new TreeSet<>(List.of(run.out().split("[^\\w-]+")));
  }

  @Test
  void theScriptHoldsEveryCommandAndOption() {
    int seen = 0;
    for (CommandLine command : commands(false)) {
      assertTrue(words.contains(command.getCommandName()), command.getCommandName());
      for (OptionSpec option : command.getCommandSpec().options()) {
        for (String name : option.names()) {
          assertEquals(!option.hidden(), words.contains(name), command.getCommandName() + name);
          seen++;
        }
      }
    }
    assertTrue(seen > 200, "only " + seen + " options were seen");
  }

  @Test
  void whatTheHelpHidesIsNotOffered() {
    List<CommandLine> hidden = commands(true);
    assertEquals(2, hidden.size());
    hidden.forEach(command -> assertFalse(words.contains(command.getCommandName())));
  }

  @Test
  void bashOffersCommandsOptionsAndFiles() throws Exception {
    assertEquals(Set.of("export", "evaluate"), completions("./classifine", "e"));
    assertEquals(
        Set.of(
            "--plateau-factor",
            "--plateau-patience",
            "--plateau-threshold",
            "--plateau-cooldown",
            "--plateau-eps"),
        completions("classifine", "train", "--plateau"));
    assertEquals(
        Set.of(script.toString()),
        completions("classifine", "train", "--output", folder.resolve("cl").toString()));
  }

  private static List<CommandLine> commands(boolean hidden) {
    return Main.whole().getSubcommands().values().stream()
        .filter(command -> command.getCommandSpec().usageMessage().hidden() == hidden)
        .toList();
  }

  /** What bash offers for the last of the words. */
  private Set<String> completions(String... line) throws Exception {
    String typed = Stream.of(line).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    String function = "_complete_classifine";
    String commands =
        """
        source '%s'
        complete -p classifine | grep -q ' -F %s ' || exit 3
        COMP_WORDS=(%s) COMP_CWORD=%d
        compopt() { :; }
        %s
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script, function, typed, line.length - 1, function);
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", commands).redirectErrorStream(true).start();
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), printed);
    return printed.lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
  }
}
