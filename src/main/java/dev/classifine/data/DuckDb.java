package dev.classifine.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * DuckDB inside this process: it reads Parquet, and answers queries of files. It reads no network,
 * loads no extension beside those that are built in, and has bounded memory; what does not fit goes
 * to a temporary folder.
 */
final class DuckDb {

  static final String PREFIX = "jdbc:duckdb:";

  /** A database of its own in memory for each connection. */
  static final JdbcDatabase OF_FILES = JdbcDatabase.of(PREFIX);

  private static final String MEMORY = "1GB";
  private static final int MOST_THREADS = 4;

  private DuckDb() {}

  /** What a connection to a database of DuckDB is told, unless it is told otherwise. */
  static Map<String, String> settings(String url) {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    Path spill =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "classifine-duckdb-" + ProcessHandle.current().pid());
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("autoinstall_known_extensions", "false");
    settings.put("autoload_known_extensions", "false");
    settings.put("allow_community_extensions", "false");
    settings.put("memory_limit", MEMORY);
    settings.put("threads", Integer.toString(threads));
    settings.put("preserve_insertion_order", "true");
    settings.put("temp_directory", spill.toString());
    settings.put("jdbc_stream_results", "true");
    String database = url.substring(PREFIX.length());
    if (!database.isEmpty() && !database.startsWith(":memory:")) {
      settings.put("duckdb.read_only", "true"); // so that several processes can read it at once
    }
    return settings;
  }

  /** A path as the pattern of names that it alone fits. */
  static String literal(Path file) {
    return file.toString().replaceAll("[*?\\[]", "[$0]");
  }

  /** A column's name in quotes. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
