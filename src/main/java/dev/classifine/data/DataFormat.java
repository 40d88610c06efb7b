package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.util.Locale;

/** The forms of a data file. */
public enum DataFormat {
  /** Comma-separated values with a header (RFC 4180). */
  CSV,
  /** The same with tabs. */
  TSV,
  /** An object on each line. */
  JSON_LINES,
  /** A text on each line, without labels. */
  LINES;

  /**
   * The format that a file's name tells, before a {@code .gz}.
   *
   * @throws UsageException if the name tells none
   */
  public static DataFormat of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      name = name.substring(0, name.length() - 3);
    }
    if (name.endsWith(".csv")) {
      return CSV;
    }
    if (name.endsWith(".tsv")) {
      return TSV;
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
      return JSON_LINES;
    }
    throw new UsageException(
        fileName
            + ": its name does not tell its format. It must end in .csv, .tsv, .jsonl, .ndjson or"
            + " .json (JSON Lines), each with or without .gz.");
  }
}
