package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections by the drivers of the class path, and what to say where a database fails. */
final class Jdbc {

  private static final Logger LOG = LoggerFactory.getLogger(Jdbc.class);
  private static final Pattern NAME = Pattern.compile("jdbc:([a-z0-9]+):.*", Pattern.DOTALL);

  /** Where the drivers of well-known databases are. */
  private static final Map<String, String> DRIVERS =
      Map.of(
          "duckdb", "org.duckdb:duckdb_jdbc",
          "h2", "com.h2database:h2",
          "mariadb", "org.mariadb.jdbc:mariadb-java-client",
          "mysql", "com.mysql:mysql-connector-j",
          "oracle", "com.oracle.database.jdbc:ojdbc11",
          "postgresql", "org.postgresql:postgresql",
          "sqlite", "org.xerial:sqlite-jdbc",
          "sqlserver", "com.microsoft.sqlserver:mssql-jdbc");

  private Jdbc() {}

  /**
   * Connects, for reading alone where the driver knows of that.
   *
   * @throws UsageException if there is no driver for it
   * @throws SQLException if it does not let us in
   */
  static Connection connect(JdbcDatabase database) throws SQLException {
    boolean duckDb = database.url().startsWith(DuckDb.PREFIX);
    Properties properties = new Properties();
    if (duckDb) {
      properties.putAll(DuckDb.settings(database.url()));
    }
    properties.putAll(database.properties());
    Optional.ofNullable(database.user()).ifPresent(user -> properties.put("user", user));
    Optional.ofNullable(database.password()).ifPresent(word -> properties.put("password", word));
    Connection connection = driver(database).connect(database.url(), properties);
    if (!duckDb) {
      prepare(connection);
    }
    return connection;
  }

  private static void prepare(Connection connection) throws SQLException {
    try {
      connection.setReadOnly(true);
    } catch (SQLException e) {
      LOG.debug("Not read-only: {}", e.getMessage()); // SQLite's driver takes that as a property
    }
    try {
      connection.setAutoCommit(false); // without it PostgreSQL's driver reads all rows at once
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Driver driver(JdbcDatabase database) {
    try {
      return DriverManager.getDriver(database.url());
    } catch (SQLException e) {
      if (database.equals(DuckDb.OF_FILES)) {
        throw new UsageException(
            "DuckDB, which reads Parquet files and answers queries of files, is not on the class"
                + " path, or not for this platform. Add the artifact "
                + DRIVERS.get("duckdb")
                + ".",
            e);
      }
      Matcher name = NAME.matcher(database.url());
      String artifact = name.matches() ? DRIVERS.get(name.group(1)) : null;
      throw new UsageException(
          "--jdbc-url: there is no driver for "
              + database
              + " on the class path. Add the driver's jar"
              + (artifact == null ? "" : ", " + artifact)
              + "; the command line takes it from CLASSIFINE_CLASSPATH.",
          e);
    }
  }

  /**
   * What to throw where a database fails.
   *
   * @param where what was read
   * @param sql null where the error is not that of the query
   */
  static ClassifineException failed(
      SQLException e, String where, JdbcDatabase database, String sql) {
    String state = e.getSQLState() == null ? "" : " (SQL state " + e.getSQLState() + ")";
    String line = sql == null ? "" : sql.replaceAll("\\s+", " ");
    String query = where.contains(line) ? "" : " The query: " + line;
    String reason = reason(String.valueOf(e.getMessage()));
    return new ClassifineException(
        "%s: %s%s%s%s"
            .formatted(
                where,
                database.cleaned(reason),
                state,
                reason.matches(".*[.!?]") && state.isEmpty() ? "" : ".",
                query));
  }

  /**
   * What the database says, on one line, without its copy of the query and its advice to a shell.
   */
  private static String reason(String message) {
    String[] parts =
        message.strip().split("\n\n(?=LINE )|\n(?=LINE )|\n\n(?=Please try installing)");
    String reason = parts[0].replaceAll("\\s+", " ").strip();
    return message.startsWith("Missing Extension Error")
        ? reason + "; extensions are not loaded, and only files of this machine are read"
        : reason;
  }
}
