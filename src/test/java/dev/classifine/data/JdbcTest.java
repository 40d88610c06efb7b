package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any database by its driver: H2. */
class JdbcTest {

  @TempDir Path folder;
  private String url;

  @BeforeEach
  void makeTable() throws SQLException {
    url = "jdbc:h2:" + folder.resolve("tickets");
    try (Connection connection = DriverManager.getConnection(url, "ada", "hush");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE tickets (id INT, body VARCHAR(99), topics VARCHAR(9) ARRAY, note CLOB,"
              + " marks JSON)");
      statement.execute(
          "INSERT INTO tickets VALUES (1, 'one', ARRAY['a', 'b'], 'note', JSON '{\"a\": 1}'),"
              + " (2, 'two', ARRAY['c'], NULL, JSON '{\"a\": 0}')");
    }
  }

  private JdbcDatabase database() {
    return JdbcDatabase.of(url).withLogin("ada", "hush");
  }

  private static List<Example> rows(String sql, JdbcDatabase database) {
    return Examples.read(DataLocation.of(sql, database), Columns.AUTOMATIC, null, LabelUse.REQUIRED)
        .rows();
  }

  @Test
  void listsTextsAndJsonAreThoseOfJson() {
    String lists =
        "SELECT body AS text, note AS text_pair, topics AS labels FROM tickets ORDER BY id";
    assertEquals(
        List.of(
            new Example("one", "note", new RawLabel.Many(List.of("a", "b"), true), 1),
            new Example("two", null, new RawLabel.Many(List.of("c"), true), 2)),
        rows(lists, database()));
    String marks = "SELECT body AS \"text\", marks AS \"label\" FROM tickets ORDER BY id";
    assertEquals(
        new RawLabel.Marks(List.of("a"), List.of(), List.of()),
        rows(marks, database()).get(0).label());
  }

  /** Of a row with this value, which the driver itself writes as a text. */
  private static JsonElement value(Object value) throws SQLException {
    ResultSet row =
        (ResultSet)
            Proxy.newProxyInstance(
                JdbcTest.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getObject") ? value : "as the driver writes it");
    return SqlValues.of(row, 1, "of its own", "row 1");
  }

  @Test
  void whatIsTheDriversOwnIsATextAsTheDriverWritesIt() throws SQLException {
    Object own = new Object();
    assertEquals(new JsonPrimitive("as the driver writes it"), value(own));
    assertEquals(new JsonPrimitive("2026-01-31"), value(LocalDate.of(2026, 1, 31)));
    assertEquals(new JsonPrimitive("PT2S"), value(Duration.ofSeconds(2)));
    UUID id = UUID.randomUUID();
    assertEquals(new JsonPrimitive(id.toString()), value(id));
    assertFails(
        ClassifineException.class,
        () -> value(new Object[] {"a", own}),
        "row 1: is of type of its own, which is neither");
    assertFails(ClassifineException.class, () -> value(Map.of("a", own)), "Convert it");
    List<Example> rows =
        rows(
            "SELECT body AS text, CAST(INTERVAL '3' DAY AS VARCHAR) AS label FROM tickets",
            database());
    assertEquals(
        rows.get(0).label(),
        rows("SELECT body AS text, INTERVAL '3' DAY AS label FROM tickets", database())
            .get(0)
            .label());
  }

  @Test
  void whatIsTheDriversOwnIsATextInAnArrayToo() throws SQLException {
    String rows = "SELECT body AS text, %s AS label FROM tickets";
    assertEquals(
        new RawLabel.Many(List.of("INTERVAL '3' DAY", "INTERVAL '-2' DAY"), true),
        rows(rows.formatted("ARRAY[INTERVAL '3' DAY, INTERVAL '-2' DAY]"), database())
            .get(0)
            .label());
    Array unwritten =
        (Array)
            Proxy.newProxyInstance(
                JdbcTest.class.getClassLoader(),
                new Class<?>[] {Array.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("getArray")) {
                    return new Object[] {"a", new Object()};
                  }
                  throw new SQLFeatureNotSupportedException(method.getName());
                });
    assertFails(ClassifineException.class, () -> value(unwritten), "Convert it in the query");
  }

  @Test
  void aPasswordFromTheFileOfPropertiesIsTaken() {
    JdbcDatabase database =
        JdbcDatabase.of(url).withProperties(Map.of("user", "ada", "password", "hush"));
    assertEquals(2, rows("SELECT body AS text, id AS label FROM tickets", database).size());
  }

  @Test
  void whatTheDatabaseRefusesIsOneErrorWithItsState() {
    assertFails(
        ClassifineException.class,
        () -> rows("SELECT body FROM nowhere", database()),
        "Table \"NOWHERE\" not found",
        "SQL state 42S",
        "query \"SELECT body FROM nowhere\"");
    assertFails(
        ClassifineException.class,
        () -> rows("SELECT 1 AS text", JdbcDatabase.of(url).withLogin("ada", "wrong")),
        "jdbc:h2:",
        "Wrong user name or password",
        "SQL state 28000");
    assertFails(
        ClassifineException.class,
        () -> rows("SELECT note AS text, 1 / (id - 2) AS label FROM tickets", database()),
        "Division by zero");
  }

  @Test
  void aDatabaseThatIsGoneCanBeClosedTwice() throws SQLException {
    SqlCursor cursor = SqlCursor.open(database(), "SELECT body FROM tickets", "query");
    assertTrue(cursor.next());
    try (Connection connection = DriverManager.getConnection(url, "ada", "hush");
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    }
    assertDoesNotThrow(cursor::close);
    assertDoesNotThrow(cursor::close);
  }

  @Test
  void aDatabaseWithoutADriverIsAUsageErrorWithTheArtifact() {
    assertFails(
        UsageException.class,
        () -> rows("SELECT 1 AS text", JdbcDatabase.of("jdbc:mysql://localhost/tickets")),
        "no driver for jdbc:mysql://localhost/tickets",
        "com.mysql:mysql-connector-j",
        "CLASSIFINE_CLASSPATH");
  }
}
