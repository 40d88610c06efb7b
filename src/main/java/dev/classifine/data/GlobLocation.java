package dev.classifine.data;

import dev.classifine.error.UsageException;
import dev.classifine.io.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

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

  /** All rows of the files, which must be of one format. */
  OpenInput open(Selection selection) {
    List<Path> files = files();
    return new FilesInput(files, format(files), selection);
  }

  /** Of one file its own; of several, that of their own ones, each with a line feed behind it. */
  @Override
  public String sha256() {
    List<String> hashes = files().stream().map(DataHash::sha256).toList();
    if (hashes.size() == 1) {
      return hashes.get(0);
    }
    String lines = hashes.stream().map(hash -> hash + "\n").collect(Collectors.joining());
    try {
      return Sha256.of(new ByteArrayInputStream(lines.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    }
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
