package dev.classifine.resume;

import com.google.gson.JsonElement;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import dev.classifine.io.Sha256;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The seal of a folder: a file {@value #FILE}, written last, with the SHA-256 of every other. */
final class Checksums {

  static final String FILE = "checksums.json";
  private static final String KEY = "sha256";

  private Checksums() {}

  /**
   * Seals a folder.
   *
   * @throws ClassifineException if a file cannot be read or the seal not be written
   */
  static void write(Path folder) {
    Map<String, String> sums = new TreeMap<>();
    for (String name : names(folder)) {
      if (!name.equals(FILE)) {
        sums.put(name, sha256(folder.resolve(name)));
      }
    }
    WholeFile.write(folder.resolve(FILE), Json.pretty(Map.of(KEY, sums)));
  }

  /**
   * Checks a folder against its seal.
   *
   * @throws ClassifineException if there is no seal, or a file is missing or not as it was written
   */
  static void verify(Path folder) {
    Path seal = folder.resolve(FILE);
    JsonElement sums = Json.readObject(seal).get(KEY);
    if (sums == null || !sums.isJsonObject() || sums.getAsJsonObject().isEmpty()) {
      throw new ClassifineException(
          seal + ": holds no checksums. They must stand under \"" + KEY + "\".");
    }
    Set<String> names = names(folder);
    for (Map.Entry<String, JsonElement> entry : sums.getAsJsonObject().entrySet()) {
      if (!names.contains(entry.getKey())) {
        throw new ClassifineException(
            folder + ": has no file " + entry.getKey() + ", which " + FILE + " names.");
      }
      Path file = folder.resolve(entry.getKey());
      if (!entry.getValue().isJsonPrimitive()
          || !sha256(file).equals(entry.getValue().getAsString())) {
        throw new ClassifineException(
            file + ": is not as it was written: its SHA-256 is not the one in " + FILE + ".");
      }
    }
  }

  private static Set<String> names(Path folder) {
    try {
      return new TreeSet<>(Folders.names(folder));
    } catch (IOException e) {
      throw new ClassifineException(folder + ": cannot be listed: " + Reason.of(e) + ".", e);
    }
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be read: " + Reason.of(e) + ".", e);
    }
  }
}
