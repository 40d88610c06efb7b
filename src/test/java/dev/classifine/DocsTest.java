package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages lead somewhere, and quote only what the program can say. */
class DocsTest {

  private static final Path DOCS = Path.of("docs");
  private static final Path SOURCES = Path.of("src/main/java");

  /** The pages of at most 125 lines. */
  private static final List<String> SHORT =
      List.of(
          "README",
          "first-steps",
          "choose-a-model",
          "problem-types",
          "gpu",
          "from-transformers",
          "from-easytrain",
          "troubleshooting");

  /** A link, and what it leads to without what follows a number sign. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z]\\w*Test)`");

  /** Between the pieces of a message that is put together over lines. */
  private static final Pattern JOINED = Pattern.compile("(?<!\\\\)\"\\s*\\+\\s*\"");

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    int links = 0;
    for (Path page : pages()) {
      for (MatchResult link : matches(LINK, outsideCode(Files.readString(page)))) {
        String target = link.group(1);
        if (!target.matches("[a-z]+:.*")) {
          links++;
          check(page, target);
        }
      }
    }
    assertTrue(links > 60, "only " + links + " links were found");
  }

  private static void check(Path page, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file =
        parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize().toAbsolutePath();
    assertTrue(Files.exists(file), page + ": nothing is at " + target);
    if (parts.length == 2) {
      assertTrue(anchors(file).contains(parts[1]), page + ": no heading for " + target);
    }
  }

  private static List<String> anchors(Path page) throws IOException {
    return outsideCode(Files.readString(page))
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ *", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    String index = Files.readString(DOCS.resolve("README.md"));
    for (Path page : pages()) {
      if (page.startsWith(DOCS) && !page.endsWith("README.md")) {
        String name = page.getFileName().toString();
        assertTrue(index.contains("(" + name + ")"), "the index does not name " + name);
      }
    }
    assertTrue(Files.readString(Path.of("README.md")).contains("(docs/README.md)"));
  }

  /** The pieces of a quotation, between "...", stand in one source file in their order. */
  @Test
  void everyMessageThatIsQuotedStandsInTheSources() throws IOException {
    List<String> sources = sources();
    List<MatchResult> quoted =
        matches(
            Pattern.compile("^### `(.+)`$", Pattern.MULTILINE),
            Files.readString(DOCS.resolve("troubleshooting.md")));
    assertTrue(quoted.size() >= 20, "only " + quoted.size() + " messages are quoted");
    for (MatchResult message : quoted) {
      String[] pieces = message.group(1).split(" ?\\.\\.\\. ?");
      assertTrue(
          Arrays.stream(pieces).anyMatch(piece -> piece.length() >= 15),
          "too little is quoted: " + message.group(1));
      assertTrue(
          sources.stream().anyMatch(source -> holds(source, pieces)),
          "no source says: " + message.group(1));
    }
  }

  @Test
  void theCausesOfAMissingGpuAreTheDoctors() throws IOException {
    String doctor = read(SOURCES.resolve("dev/classifine/cli/DoctorCommand.java"));
    List<String> causes =
        Files.readAllLines(DOCS.resolve("gpu.md")).stream()
            .dropWhile(line -> !line.startsWith("| no GPU because |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.split("\\|")[1].strip())
            .toList();
    assertEquals(3, causes.size());
    for (String cause : causes) {
      assertTrue(doctor.contains(cause), cause);
    }
  }

  /** A page says by which tests its claims are held. */
  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
    int named = 0;
    for (Path page : pages()) {
      for (MatchResult test : matches(NAMED_TEST, Files.readString(page))) {
        named++;
        assertTrue(tests.contains(test.group(1) + ".java"), page + " names " + test.group(1));
      }
    }
    assertTrue(named > 40, "only " + named + " tests are named");
  }

  private static boolean holds(String source, String[] pieces) {
    int from = 0;
    for (String piece : pieces) {
      int place = source.indexOf(piece, from);
      if (place < 0) {
        return false;
      }
      from = place + piece.length();
    }
    return true;
  }

  @Test
  void pagesAreShort() throws IOException {
    for (String name : SHORT) {
      assertShort(name);
    }
  }

  private static void assertShort(String name) throws IOException {
    List<String> lines = Files.readAllLines(DOCS.resolve(name + ".md"));
    assertTrue(lines.size() <= 125, name + " has " + lines.size() + " lines");
    for (String line : lines) {
      assertTrue(
          line.startsWith("|") || line.startsWith("#") || line.length() <= 135, name + ": " + line);
    }
  }

  @Test
  void brokenLinksAndForeignMessagesAreFound() {
    assertEquals("a  b", outsideCode("a ```\n](x.md)\n``` b"));
    assertTrue(holds("one two three", new String[] {"one", "three"}));
    assertTrue(!holds("one two three", new String[] {"three", "one"}));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(DOCS)) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** The sources' strings as they are put together. */
  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(DocsTest::read)
          .map(text -> JOINED.matcher(text).replaceAll("").replace("\\\"", "\""))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static String outsideCode(String page) {
    return page.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
  }
}
