package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The rows of several files, those of one after those of another; one is open at a time. Lines go
 * on counting from file to file, so that a row's line alone tells its place.
 */
final class FilesInput implements OpenInput {

  private final Iterator<Path> files;
  private final DataFormat format;
  private final Selection selection;
  private final boolean hashed;

  /** One thread reads on while another asks where rows stand. */
  private final List<Part> parts = new CopyOnWriteArrayList<>();

  private final List<String> hashes = new ArrayList<>(); // of the files that were read
  private OpenInput open;
  private Part reference; // the first file with a row
  private List<String> columns = List.of();
  private boolean anyOfFile;
  private long last;

  /**
   * A file and how many lines come before its first.
   *
   * @param places of the file alone
   */
  private record Part(Path file, long before, RowPlaces places) {}

  /**
   * @param files at least one, all of one format
   * @param hashed whether to take their hash as they are read
   */
  FilesInput(List<Path> files, DataFormat format, Selection selection, boolean hashed) {
    this.files = files.iterator();
    this.format = format;
    this.selection = selection;
    this.hashed = hashed;
  }

  @Override
  public Example next() {
    while (open != null || files.hasNext()) {
      if (open == null) {
        begin(files.next());
      }
      Example row = open.next();
      if (row != null) {
        checkColumns();
        last = current().before() + row.line();
        return new Example(row.text(), row.textPair(), row.label(), last, row.weight());
      }
      if (hashed) {
        hashes.add(open.sha256().orElseGet(() -> DataHash.sha256(current().file())));
      }
      close();
    }
    return null;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public RowPlaces places() {
    return line -> {
      Part part = parts.get(0);
      for (Part later : parts) {
        part = later.before() < line ? later : part;
      }
      return part.places().of(line - part.before());
    };
  }

  @Override
  public Optional<String> sha256() {
    boolean all = hashes.size() == parts.size() && !files.hasNext();
    return all ? Optional.of(DataHash.ofFiles(hashes)) : Optional.empty();
  }

  @Override
  public void close() {
    OpenInput closing = open;
    open = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void begin(Path file) {
    open = StreamInput.open(file, format, selection, hashed);
    parts.add(new Part(file, last, open.places()));
    anyOfFile = false;
  }

  private Part current() {
    return parts.get(parts.size() - 1);
  }

  private void checkColumns() {
    if (anyOfFile) {
      return;
    }
    anyOfFile = true;
    if (reference == null) {
      reference = current();
      columns = open.columns();
    } else if (!new TreeSet<>(open.columns()).equals(new TreeSet<>(columns))) {
      throw new ClassifineException(
          ("%s: its columns are %s, but those of %s are %s. All files must have the same: correct"
                  + " the file, or leave it out of the pattern.")
              .formatted(
                  current().file(),
                  Shortened.of(open.columns()),
                  reference.file(),
                  Shortened.of(columns)));
    }
  }
}
