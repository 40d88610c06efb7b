package dev.classifine.data;

import java.util.Optional;

/**
 * What a query gives.
 *
 * @param asked null where DuckDB is asked, of files
 */
record QueryLocation(SqlText sql, JdbcDatabase asked) implements DataLocation {

  @Override
  public String source() {
    return "query \"" + sql.shown() + "\"";
  }

  @Override
  public boolean isQuery() {
    return true;
  }

  @Override
  public Optional<JdbcDatabase> database() {
    return Optional.ofNullable(asked);
  }

  @Override
  public Optional<String> orderWarning() {
    return sql.isOrdered()
        ? Optional.empty()
        : Optional.of(
            source()
                + ": has no ORDER BY, so that its rows may come in another order the next time. The"
                + " order is a part of a training: add one to repeat a run, or to go on with one.");
  }

  /** Nothing: a query is checked by asking it. */
  @Override
  public void check() {}

  /**
   * The rows in the order in which the database gives them.
   *
   * @param hashed whether to take their fingerprint as they are read
   */
  OpenInput open(Selection selection, boolean hashed) {
    return TableInput.query(this, selection, hashed);
  }

  @Override
  public String sha256(Columns columns) {
    return TableInput.sha256(this, columns);
  }

  SqlCursor cursor() {
    return SqlCursor.open(asked == null ? DuckDb.OF_FILES : asked, sql.text(), source());
  }

  @Override
  public String toString() {
    return sql.text();
  }
}
