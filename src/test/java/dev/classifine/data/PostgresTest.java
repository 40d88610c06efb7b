package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL of this machine, which the test starts and stops. */
@Tag("postgres")
class PostgresTest {

  private static final int ROWS = 200_000;

  @TempDir static Path folder;
  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    server = PostgresServer.start(folder);
    try (Connection connection =
            DriverManager.getConnection(
                server.url(), PostgresServer.USER, PostgresServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE tickets AS SELECT i AS id, 'text ' || i || repeat(' word', 200) AS body,"
              + " 'l' || i % 3 AS topic, ARRAY['a', 'b'] AS topics, '{\"a\": 1}'::jsonb AS marks,"
              + " i / 2.0 AS number, i % 2 = 0 AS even FROM generate_series(1, "
              + ROWS
              + ") i");
    }
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    server.stop();
  }

  private static DataLocation location(String sql) {
    return DataLocation.of(
        sql, JdbcDatabase.of(server.url()).withLogin(PostgresServer.USER, PostgresServer.PASSWORD));
  }

  private static List<Example> rows(String sql) {
    return Examples.read(location(sql), Columns.AUTOMATIC, null, LabelUse.REQUIRED).rows();
  }

  @Test
  void valuesAreThoseOfJson() {
    String labels = "SELECT 't' AS text, %s AS label FROM tickets WHERE id = 1";
    for (List<String> pair :
        List.of(
            List.of("topic", "\"l1\""),
            List.of("topics", "[\"a\", \"b\"]"),
            List.of("marks", "{\"a\": 1}"),
            List.of("id", "1"),
            List.of("even", "false"))) {
      assertEquals(
          DataFiles.read(
              DataFormat.JSON_LINES, "{\"text\": \"t\", \"label\": " + pair.get(1) + "}"),
          rows(labels.formatted(pair.get(0))),
          pair.get(0));
    }
  }

  @Test
  void arraysOfTypesThatJdbcDoesNotKnowAreListsOfTexts() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.url(), PostgresServer.USER, PostgresServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION citext");
    }
    String query = "SELECT 't' AS text, %s AS label";
    assertEquals(
        new RawLabel.Many(List.of("A", "b c", "d\"e", "x,y"), true),
        rows(query.formatted("ARRAY['A', 'b c', 'd\"e', 'x,y']::citext[]")).get(0).label());
    assertEquals(
        new RawLabel.Many(List.of("10.0.0.1"), true),
        rows(query.formatted("ARRAY['10.0.0.1']::inet[]")).get(0).label());
    assertEquals(List.of(), rows(query.formatted("'{}'::citext[]")).get(0).label().values());
    assertFails(
        ClassifineException.class,
        () -> rows(query.formatted("ARRAY['\\x01']::bytea[]")),
        "is of type _bytea");
  }

  /** The table holds 200 MB; the reader, as the driver, keeps a thousand rows of it. */
  @Test
  void rowsAreFetchedSomeAtATime() {
    Runtime runtime = Runtime.getRuntime();
    try (ExampleSource source =
        ExampleSource.open(
            location("SELECT body AS text, topic AS label FROM tickets ORDER BY id"),
            Columns.AUTOMATIC,
            null,
            LabelUse.REQUIRED)) {
      assertTrue(source.next().text().startsWith("text 1 "));
      System.gc();
      long used = runtime.totalMemory() - runtime.freeMemory();
      assertTrue(used < 150_000_000, "used: " + used);
      long count = 1;
      while (source.hasNext()) {
        source.next();
        count++;
      }
      assertEquals(ROWS, count);
    }
  }

  @Test
  void nothingCanBeWritten() {
    assertFails(
        ClassifineException.class,
        () ->
            rows(
                "WITH gone AS (DELETE FROM tickets RETURNING body, topic)"
                    + " SELECT body AS text, topic AS label FROM gone"),
        "read-only transaction",
        "SQL state 25006");
    assertEquals("1", rows("SELECT 'x' AS text, 1 AS label").get(0).label().values().get(0));
  }

  @Test
  void errorsHaveTheStateAndNoPassword() {
    assertFails(
        ClassifineException.class,
        () -> rows("SELECT body FROM nowhere"),
        "relation \"nowhere\" does not exist",
        "SQL state 42P01");
    JdbcDatabase wrong =
        JdbcDatabase.of(server.url()).withLogin(PostgresServer.USER, "not the password");
    ClassifineException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            ClassifineException.class,
            () -> DataLocation.of("SELECT 1 AS text", wrong).sha256(Columns.AUTOMATIC));
    assertTrue(refused.getMessage().contains("SQL state 28P01"), refused.getMessage());
    assertTrue(!refused.getMessage().contains("not the password"), refused.getMessage());
  }
}
