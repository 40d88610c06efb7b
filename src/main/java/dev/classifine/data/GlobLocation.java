package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that fit a pattern, in the order of their names. */
record GlobLocation(String pattern) implements DataLocation {

  @Override
  public String source() {
    return pattern;
  }

  @Override
  public void check() {
    format(files());
  }

  @Override
  public Optional<DataFormat> format() {
    return Optional.of(format(files()));
  }

  /**
   * All rows of the files, which must be of one format.
   *
   * @param hashed whether to take the hash of the files as they are read
   */
  OpenInput open(Selection selection, boolean hashed) {
    List<Path> files = files();
    return new FilesInput(files, format(files), selection, hashed);
  }

  @Override
  public String sha256(Columns columns) {
    return DataHash.ofFiles(files().stream().map(DataHash::sha256).toList());
  }

  @Override
  public String toString() {
    return pattern;
  }

  private List<Path> files() {
    return new GlobPattern(pattern).files();
  }

  private static DataFormat format(List<Path> files) {
    DataFormat format = DataFormat.of(files.get(0));
    for (Path file : files) {
      if (DataFormat.of(file) != format) {
        throw new UsageException(
            "%s: another format than %s. All files that fit a pattern must have the same: narrow the pattern."
                .formatted(file, files.get(0)));
      }
    }
    return format;
  }
}
