package dev.classifine.data;

import com.google.gson.JsonElement;
import dev.classifine.error.ClassifineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows that a query gives, some of them in memory at a time. */
final class SqlCursor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SqlCursor.class);

  /** Rows that a driver fetches at once. */
  private static final int FETCH = 1000;

  private final JdbcDatabase database;
  private final Connection connection;
  private final String source;
  private final String sql;
  private final boolean ours; // the SQL, which then tells a user nothing
  private final List<String> names = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private PreparedStatement statement;
  private ResultSet rows;
  private long row;

  private SqlCursor(
      JdbcDatabase database, Connection connection, String source, String sql, boolean ours) {
    this.database = database;
    this.connection = connection;
    this.source = source;
    this.sql = sql;
    this.ours = ours;
  }

  /**
   * Asks a user's query.
   *
   * @param source what errors call it
   * @throws ClassifineException if the database does not answer it
   */
  static SqlCursor open(JdbcDatabase database, String sql, String source) {
    return open(database, sql, source, false);
  }

  /**
   * Asks DuckDB of files in our own words, which errors do not repeat.
   *
   * @param source what errors call it
   * @param parameters the values of its question marks
   * @throws ClassifineException if DuckDB does not answer it
   */
  static SqlCursor ofFiles(String sql, String source, String... parameters) {
    return open(DuckDb.OF_FILES, sql, source, true, parameters);
  }

  private static SqlCursor open(
      JdbcDatabase database, String sql, String source, boolean ours, String... parameters) {
    SqlCursor cursor;
    try {
      cursor = new SqlCursor(database, Jdbc.connect(database), source, sql, ours);
    } catch (SQLException e) {
      throw Jdbc.failed(e, database.toString(), database, null);
    }
    try {
      cursor.ask(parameters);
      return cursor;
    } catch (SQLException e) {
      cursor.close();
      throw cursor.failed(e);
    }
  }

  private void ask(String... parameters) throws SQLException {
    statement =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(FETCH);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    rows = statement.executeQuery();
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
      types.add(columns.getColumnTypeName(i));
    }
  }

  /** The columns, as the query calls them. */
  List<String> names() {
    return names;
  }

  /** Goes to the next row; whether there is one. */
  boolean next() {
    try {
      boolean there = rows.next();
      row += there ? 1 : 0;
      return there;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The 1-based number of the row. */
  long row() {
    return row;
  }

  /** A column's value in the row, as JSON would have it. */
  JsonElement value(int column) {
    String where = RowPlaces.rows(source).of(row) + ", " + Shortened.of(names.get(column));
    try {
      return SqlValues.of(rows, column + 1, types.get(column), where);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Closes the connection, and with it statement and rows; may be called again. A database that is
   * gone by then is no error: what was read stays read.
   */
  @Override
  public void close() {
    try (Connection closing = connection) {
      if (!closing.isClosed() && !closing.getAutoCommit()) {
        closing.rollback(); // nothing was written; some drivers ask for an end before closing
      }
    } catch (SQLException e) {
      LOG.debug("{}: {}", source, database.cleaned(String.valueOf(e.getMessage())));
    }
  }

  private ClassifineException failed(SQLException e) {
    return Jdbc.failed(e, source, database, ours ? null : sql);
  }
}
