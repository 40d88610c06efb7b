package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A model's artifact, read in place: nothing of the jar gets on the class path. */
final class JarFiles implements ModelFiles {

  private final Path jar;
  private final ZipFile zip;

  private JarFiles(Path jar, ZipFile zip) {
    this.jar = jar;
    this.zip = zip;
  }

  static JarFiles open(Path jar) {
    try {
      return new JarFiles(jar, new ZipFile(jar.toFile()));
    } catch (IOException e) {
      throw new ClassifineException(
          jar
              + ": cannot be read as a jar: "
              + Reason.of(e)
              + ". Delete the file, and it is fetched again.",
          e);
    }
  }

  @Override
  public InputStream open(String name, long limit) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new FileNotFoundException("there is no such file in the jar");
    }
    if (entry.getSize() > limit) {
      throw new ZipException(
          "it has " + entry.getSize() + " bytes, where at most " + limit + " are expected");
    }
    return new BoundedInputStream(zip.getInputStream(entry), entry.getSize(), entry.getCrc());
  }

  @Override
  public Optional<PackedFile> packed(String name) {
    return PackedFile.of(zip.getEntry(name));
  }

  @Override
  public String place(String name) {
    return name + " in " + jar;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new ClassifineException(jar + ": cannot be closed: " + Reason.of(e) + ".", e);
    }
  }
}
