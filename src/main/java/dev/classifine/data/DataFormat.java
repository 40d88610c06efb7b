package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.Locale;

/** How a file holds its rows. */
public enum DataFormat {
  /** RFC 4180 with a header row. */
  CSV,
  /** As CSV, with tabs between the fields. */
  TSV,
  /** A JSON object on each line that is not blank. */
  JSON_LINES,
  /** A JSON array of objects, or JSON Lines: the first character decides. */
  JSON,
  /** Each line a text, also an empty one; no labels. */
  LINES;

  /** The characters that one row may hold: more are an error, not a full memory. */
  static final int MAX_ROW_CHARS = 1 << 24;

  private static final String GZIP = ".gz";

  /**
   * The format that a file's name tells: .csv, .tsv, .jsonl, .ndjson or .json, each also with .gz
   * behind it, in small or capital letters.
   *
   * @throws UsageException if the name ends in none of these
   */
  public static DataFormat of(Path file) {
    String name = lowerCaseName(file);
    if (name.endsWith(GZIP)) {
      name = name.substring(0, name.length() - GZIP.length());
    }
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    return switch (ending) {
      case ".csv" -> CSV;
      case ".tsv" -> TSV;
      case ".jsonl", ".ndjson" -> JSON_LINES;
      case ".json" -> JSON;
      default ->
          throw new UsageException(
              file
                  + ": the name does not tell the format. It must end in .csv, .tsv, .jsonl,"
                  + " .ndjson or .json, or in one of these and .gz; rename or convert the file.");
    };
  }

  static boolean isGzip(Path file) {
    return lowerCaseName(file).endsWith(GZIP);
  }

  private static String lowerCaseName(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }
}
