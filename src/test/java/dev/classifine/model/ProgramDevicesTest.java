package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.model.ProgramTexts.Text;
import dev.classifine.script.DeviceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No program makes a tensor on the wrong device, and none waits for a GPU to read one. */
class ProgramDevicesTest {

  private static final Path SOURCES = Path.of("src/main/resources");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^ *def (\\w+)\\(.*$");

  @Test
  void everySourceKeepsTheRules() throws IOException {
    Map<String, String> sources = sources();
    assertTrue(sources.size() >= 20, "only " + sources.keySet() + " were seen");
    String declarations = String.join("\n", sources.values());
    sources.forEach(
        (name, text) -> assertEquals(List.of(), DeviceRules.violations(text, declarations), name));
  }

  @Test
  void everyProgramWithItsConstantsKeepsTheRules() {
    List<Text> texts = ProgramTexts.all();
    assertEquals(
        9, texts.stream().filter(text -> text.name().endsWith("float32 all-rows")).count());
    assertTrue(texts.size() >= 106, "only " + texts.size() + " were seen");
    for (Text text : texts) {
      assertEquals(List.of(), DeviceRules.violations(text.source().text()), text.name());
    }
  }

  @Test
  void everyFunctionOfTheSourcesIsInAProgram() throws IOException {
    TreeSet<String> seen =
        Stream.concat(ProgramTexts.all().stream(), ProgramTexts.ofProcessors().stream())
            .flatMap(text -> definitions(text.source().text()))
            .collect(Collectors.toCollection(TreeSet::new));
    sources()
        .forEach(
            (name, text) -> {
              List<String> missing =
                  definitions(text).filter(line -> !seen.contains(line)).toList();
              assertEquals(
                  List.of(),
                  missing,
                  name + " is in none of the programs of ProgramTexts: add one that has it");
            });
  }

  private static Stream<String> definitions(String text) {
    return DEFINITION
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(line -> line.strip().replaceFirst("self: [^,)]*", "self")); // a name to fill in
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".py")).toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return sources;
  }
}
