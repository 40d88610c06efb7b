package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.nio.file.Path;

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
  LINES,
  /** A table of columns, which DuckDB reads. */
  PARQUET;

  /** The characters that one row may hold: more are an error, not a full memory. */
  static final int MAX_ROW_CHARS = 1 << 24;

  /**
   * The format that a file's name tells: .csv, .tsv, .jsonl, .ndjson or .json, each also with .gz
   * or .zst behind it, or .parquet, in small or capital letters.
   *
   * @throws UsageException if the name ends in none of these
   */
  public static DataFormat of(Path file) {
    String name = Compression.unpackedName(file);
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    return switch (ending) {
      case ".csv" -> CSV;
      case ".tsv" -> TSV;
      case ".jsonl", ".ndjson" -> JSON_LINES;
      case ".json" -> JSON;
      case ".parquet" -> {
        if (Compression.named(file) != Compression.NONE) {
          throw new UsageException(
              file + ": Parquet is compressed inside. Unpack the file and give its .parquet.");
        }
        yield PARQUET;
      }
      default ->
          throw new UsageException(
              file
                  + ": the name does not tell the format. It must end in .csv, .tsv, .jsonl,"
                  + " .ndjson or .json, or in one of these and .gz or .zst, or in .parquet; rename"
                  + " or convert the file.");
    };
  }
}
