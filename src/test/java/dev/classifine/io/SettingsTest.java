package dev.classifine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write into a file of settings is read as it stands, or told of by its place. */
class SettingsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "settings.yaml|eval_strategy: no\nrate: 1e-5\nseed: 007\nlayers:\n"
            + "freeze: [a.*, b.*]\ndeep: {a_b: {c: 1.10}}\n",
        "settings.json|{\"eval_strategy\": \"no\", \"rate\": 1e-5, \"seed\": \"007\", \"layers\":"
            + " null, \"freeze\": [\"a.*\", \"b.*\"], \"deep\": {\"a_b\": {\"c\": 1.10}}}",
      })
  void valuesStayAsTheyAreWritten(String file) {
    Settings settings = read(file);
    assertEquals("no", settings.text("eval-strategy").orElseThrow());
    assertEquals("1e-5", settings.text("rate").orElseThrow());
    assertEquals(1e-5, settings.number("rate").orElseThrow());
    assertEquals("007", settings.text("seed").orElseThrow());
    assertEquals(7, settings.whole("seed").orElseThrow());
    assertFalse(settings.has("layers"));
    assertTrue(settings.text("layers").isEmpty());
    assertEquals("a.*,b.*", settings.commas("freeze").orElseThrow());
    assertEquals(List.of("a.*", "b.*"), settings.list("freeze"));
    assertEquals("1.10", settings.section("deep").section("a-b").text("c").orElseThrow());
    assertEquals(Set.of(), settings.section("none").names());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.yaml: deep: {rate: fast}|a.yaml: deep.rate: \"fast\" is not a number.",
        "a.yaml: deep: {rate: [1]}|a.yaml: deep.rate holds a list. Give a single value.",
        "a.yaml: deep: 3|a.yaml: deep holds a value. It must hold values by name.",
        "a.yaml: deep: {raet: 1}|a.yaml: deep.raet has no meaning. It must be one of rate, steps.",
        "a.yaml: deep: {rate: 1, rate: 2}|a.yaml is not YAML: line 1, column 17: found duplicate"
            + " key rate.",
        "a.yaml: deep: {the_rate: 1, the-rate: 2}|a.yaml: deep.the-rate is given twice.",
        "a.yaml: [1, 2]|a.yaml does not hold settings by name",
        "a.yaml: deep: &a {rate: *a}|a.yaml is nested more than 20 deep.",
        "a.yaml: deep: [1|a.yaml is not YAML: line 1, column 9: expected ',' or ']', but got"
            + " <stream end>.",
        "a.json: {\"deep\": }|a.json: not valid JSON",
        "a.json: {\"deep\": {\"rate\": 1, \"rate\": 2}}|a.json: \"rate\" stands twice in one"
            + " object",
      })
  void aMistakeIsToldByFileAndName(String file, String message) {
    String content = file.replaceFirst(": ", "|");
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> {
              Settings deep = read(content).section("deep");
              deep.allow(List.of("rate", "steps"));
              deep.number("rate");
            });
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void aFileThatIsNotThereOrNoTextIsToldOf() throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
    assertMessage(file, "a.yaml cannot be read: it is not valid UTF-8.");
    assertMessage(folder.resolve("b.yaml"), "b.yaml cannot be read: no such file or folder.");
  }

  private static void assertMessage(Path file, String message) {
    UsageException error = assertThrows(UsageException.class, () -> Settings.read(file));
    assertTrue(error.getMessage().endsWith(message), error.getMessage());
  }

  private Settings read(String file) {
    String[] parts = file.split("\\|", 2);
    try {
      return Settings.read(Files.writeString(folder.resolve(parts[0]), parts[1]));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
