package dev.classifine.data;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a query gives.
 *
 * @param asked null where DuckDB is asked, of files
 */
record QueryLocation(SqlText sql, JdbcDatabase asked) implements DataLocation {

  private static final Logger LOG = LoggerFactory.getLogger(QueryLocation.class);

  @Override
  public String source() {
    return "query \"" + sql.shown() + "\"";
  }

  @Override
  public Optional<JdbcDatabase> database() {
    return Optional.ofNullable(asked);
  }

  /** Nothing: a query is checked by asking it. */
  @Override
  public void check() {}

  /** The rows in the order in which the database gives them. */
  OpenInput open(Selection selection) {
    if (!sql.isOrdered()) {
      LOG.warn(
          "{}: has no ORDER BY, so that its rows may come in another order the next time. The order"
              + " is a part of a training: add one to repeat a run, or to go on with one.",
          source());
    }
    return TableInput.query(this, selection);
  }

  @Override
  public String sha256() {
    try (SqlCursor cursor = cursor()) {
      RowDigest digest = new RowDigest();
      while (cursor.next()) {
        digest.add(cursor.values());
      }
      return digest.sha256();
    }
  }

  SqlCursor cursor() {
    return SqlCursor.open(asked == null ? DuckDb.OF_FILES : asked, sql.text(), source());
  }

  @Override
  public String toString() {
    return sql.text();
  }
}
