package dev.classifine.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** A model whose artifact is on the class path. */
record ClassPathFiles() implements ModelFiles {

  static boolean have(MavenModel model) {
    return ClassPathFiles.class.getResource("/" + model.weightsFile()) != null;
  }

  @Override
  public InputStream open(String name, long limit) throws IOException {
    InputStream in = ClassPathFiles.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new FileNotFoundException("there is no such resource");
    }
    return new BoundedInputStream(in, limit);
  }

  @Override
  public String place(String name) {
    return name + " on the class path";
  }

  @Override
  public void close() {}
}
