package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where rows are: a file, the files that fit a pattern, read as one in the order of their names, or
 * what a query gives, of files or of a database. Nothing is opened before the rows are read. Its
 * text, {@link Object#toString}, is what was given.
 */
public sealed interface DataLocation permits FileLocation, GlobLocation, QueryLocation {

  /** One file, whatever its name is. */
  static DataLocation of(Path file) {
    return new FileLocation(file);
  }

  /**
   * What a person names: a file that exists; else a query, where it begins with SELECT, WITH or
   * FROM; else a pattern where it has wildcards, as {@code tickets/*.jsonl.gz}; else a file that is
   * not there. DuckDB answers the query, which may name files: {@code SELECT body AS text, topic AS
   * label FROM 'tickets/*.parquet'}.
   *
   * @throws UsageException if a query is more than one statement
   */
  static DataLocation of(String given) {
    return of(given, null);
  }

  /**
   * As {@link #of(String)}, where a database answers the query.
   *
   * @param database null for DuckDB over files
   */
  static DataLocation of(String given, JdbcDatabase database) {
    Optional<Path> file = path(given);
    if (file.filter(Files::exists).isPresent()) {
      return new FileLocation(file.get());
    }
    if (SqlText.isQuery(given)) {
      return new QueryLocation(new SqlText(given), database);
    }
    if (GlobPattern.isPattern(given)) {
      return new GlobLocation(given);
    }
    return new FileLocation(
        file.orElseThrow(
            () -> new UsageException(given + ": not the name of a file. Check the path.")));
  }

  /** What errors call it. */
  String source();

  /**
   * The format of its files, which their names tell; empty for a query.
   *
   * @throws UsageException if a name does not tell it, or files differ in it
   */
  default Optional<DataFormat> format() {
    return Optional.empty();
  }

  /** Whether it is a query rather than files. */
  default boolean isQuery() {
    return false;
  }

  /** The database that is asked; empty for files and for queries of files. */
  default Optional<JdbcDatabase> database() {
    return Optional.empty();
  }

  /** What to tell whoever trains on it, where its rows may come in another order the next time. */
  default Optional<String> orderWarning() {
    return Optional.empty();
  }

  /**
   * Checks that there is something to read, as far as that can be told without reading.
   *
   * @throws UsageException if there is not
   */
  void check();

  /**
   * The fingerprint of its content, in 64 small hexadecimal digits.
   *
   * @param columns those that are read, with labels: of what a query gives they alone count, of
   *     files all bytes
   * @throws ClassifineException if it cannot be read
   */
  String sha256(Columns columns);

  private static Optional<Path> path(String given) {
    try {
      return Optional.of(Path.of(given));
    } catch (InvalidPathException e) {
      return Optional.empty(); // such as * on Windows
    }
  }
}
