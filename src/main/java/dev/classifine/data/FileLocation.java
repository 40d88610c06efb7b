package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One file. */
record FileLocation(Path file) implements DataLocation {

  @Override
  public String source() {
    return file.toString();
  }

  @Override
  public Optional<DataFormat> format() {
    return Optional.of(DataFormat.of(file));
  }

  @Override
  public void check() {
    InputFile.check(file);
    if (!Files.isReadable(file)) {
      throw new UsageException(file + ": it cannot be read. Make it readable.");
    }
  }

  /** The file's rows, in the format that its name tells. */
  OpenInput open(Selection selection, boolean hashed) {
    InputFile.check(file);
    return StreamInput.open(file, DataFormat.of(file), selection, hashed);
  }

  @Override
  public String sha256(Columns columns) {
    return DataHash.sha256(file);
  }

  @Override
  public String toString() {
    return source();
  }
}
