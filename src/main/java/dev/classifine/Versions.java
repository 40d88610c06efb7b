package dev.classifine;

import dev.classifine.script.NativeRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What runs: for the manifest and for {@code doctor}. */
public final class Versions {

  private static final Properties BUILD = read();

  private Versions() {}

  /** This library's version. */
  public static String classifine() {
    return BUILD.getProperty("version");
  }

  /** The day of this version, as {@code 2026-01-01}. */
  public static String date() {
    return BUILD.getProperty("built").substring(0, 10);
  }

  /** DJL's version. */
  public static String djl() {
    return BUILD.getProperty("djl");
  }

  /** The processor's model where the system tells it, its architecture otherwise. */
  public static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** All versions by name; loads libtorch. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("classifine", classifine());
    versions.put(
        "java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")");
    versions.put("djl", djl());
    versions.put("libtorch", NativeRuntime.engine().getVersion());
    versions.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    return versions;
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
