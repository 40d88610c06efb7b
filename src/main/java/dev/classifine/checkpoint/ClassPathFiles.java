package dev.classifine.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Optional;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model whose artifact is on the class path. */
record ClassPathFiles() implements ModelFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ClassPathFiles.class);

  static boolean have(MavenModel model) {
    return resource(model.weightsFile()) != null;
  }

  @Override
  public InputStream open(String name, long limit) throws IOException {
    InputStream in = ClassPathFiles.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new FileNotFoundException("there is no such resource");
    }
    return packed(name)
        .filter(file -> file.size() <= limit)
        .map(file -> new BoundedInputStream(in, file.size(), file.crc()))
        .orElseGet(() -> new BoundedInputStream(in, limit));
  }

  /** Empty where the class path is no jar, or its class loader does not show the jar. */
  @Override
  public Optional<PackedFile> packed(String name) {
    URL url = resource(name);
    try {
      if (url != null && url.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false); // else the jar would stay open
        try (JarFile jar = connection.getJarFile()) {
          return PackedFile.of(jar.getJarEntry(connection.getEntryName()));
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: its jar cannot be looked into", url, e);
    }
    return Optional.empty();
  }

  private static URL resource(String name) {
    return ClassPathFiles.class.getResource("/" + name);
  }

  @Override
  public String place(String name) {
    return name + " on the class path";
  }

  @Override
  public void close() {}
}
