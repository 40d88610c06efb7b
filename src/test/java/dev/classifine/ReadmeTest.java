package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README is compiled as it stands, and runs (on a tiny checkpoint). */
class ReadmeTest {

  @TempDir Path folder;

  @Test
  void theLibraryExampleCompilesAndRuns() throws Exception {
    String example = example();
    assertEquals(0, compile(example), "the README's example does not compile");
    Path output = folder.resolve("model");
    String tiny =
        example
            .replace(
                "of(\"minilm\")", "of(\"src/test/resources/parity/bert\").ignoreMismatchedSizes()")
            .replace("\"models/tickets\"", "\"" + output.toString().replace("\\", "\\\\") + "\"");
    assertEquals(0, compile(tiny));
    String printed = run("Tickets");
    String[] lines = printed.lines().toArray(String[]::new);
    assertEquals(2, lines.length, printed);
    assertTrue(Double.parseDouble(lines[0]) > 0.1, printed);
    assertTrue(Files.readString(output.resolve("config.json")).contains(lines[1]), printed);
  }

  private static String example() throws IOException {
    Matcher block =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find(), "no Java example in the README");
    return block.group(1);
  }

  private int compile(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Tickets.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    return compiler.run(
        null,
        null,
        null,
        "-Xlint:all",
        "-Werror",
        "-cp",
        System.getProperty("java.class.path"),
        "-d",
        folder.toString(),
        file.toString());
  }

  private String run(String name) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ReadmeTest.class.getClassLoader())) {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      Class<?> main = loader.loadClass(name);
      main.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
