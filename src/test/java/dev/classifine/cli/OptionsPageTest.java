package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of options is the one that the code makes. */
class OptionsPageTest {

  @Test
  void theCommittedPageIsTheOneThatTheCommandPrints() throws IOException {
    CommandLineRunner run = CommandLineRunner.run("options-page");
    assertEquals(0, run.code(), run.toString());
    assertEquals(
        run.out(),
        Files.readString(Path.of("docs/options.md")),
        "docs/options.md is not what the code has."
            + " Make it anew: ./classifine options-page > docs/options.md");
  }
}
