package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of Parquet files and queries of files, which DuckDB reads. */
class ParquetTest {

  private static final String LABELLED =
      "SELECT 'text ' || i AS text, 'l' || i % 2 AS label FROM range(5) t(i) ORDER BY i";

  @TempDir Path folder;

  private Path parquet(String name, String query) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  private static Examples read(DataLocation location) {
    return Examples.read(location, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
  }

  private static Examples query(String sql) {
    return read(DataLocation.of(sql));
  }

  /** What the JSON reader gives for the same. */
  private List<Example> json(String... lines) {
    return DataFiles.read(DataFormat.JSON_LINES, String.join("\n", lines));
  }

  @Test
  void aFileIsReadInItsOrder() throws SQLException {
    Examples rows = read(DataLocation.of(parquet("a.parquet", LABELLED)));
    assertEquals(List.of("text 0", "text 1", "text 2", "text 3", "text 4"), rows.texts());
    assertEquals(new RawLabel.One("l1", true), rows.rows().get(1).label());
    assertTrue(rows.place(3).endsWith("a.parquet, row 4"), rows.place(3));
  }

  @Test
  void aNameWithWildcardsIsOneFile() throws SQLException {
    parquet("a1.parquet", "SELECT 'other' AS text, 'x' AS label");
    Path file = parquet("a[1].parquet", "SELECT 'this' AS text, 'x' AS label");
    assertEquals(List.of("this"), read(DataLocation.of(file)).texts());
    assertEquals(List.of("other"), read(DataLocation.of(folder + "/a?.parquet")).texts());
  }

  @Test
  void valuesAreThoseOfJson() throws SQLException {
    Path file =
        parquet(
            "v.parquet",
            "SELECT * FROM (VALUES (1, 'a', ['x', 'y']), (2, 'b', []), (3, 'c', ['z'])) t(n, text,"
                + " label) ORDER BY n");
    assertEquals(
        json(
            "{\"text\": \"a\", \"label\": [\"x\", \"y\"]}",
            "{\"text\": \"b\", \"label\": []}",
            "{\"text\": \"c\", \"label\": [\"z\"]}"),
        read(DataLocation.of(file)).rows());
    assertValue("3", "3");
    assertValue("3.5", "3.5::DOUBLE");
    assertValue("3.50", "3.5::DECIMAL(9, 2)");
    assertValue("true", "true");
    assertValue("[1, 2]", "[1, 2]");
    assertValue("\"2026-01-31\"", "DATE '2026-01-31'");
    assertValue("[\"a\", \"b\"]", "'[\"a\", \"b\"]'::JSON");
    assertValue("{\"spam\": 1, \"urgent\": 0}", "MAP {'spam': 1, 'urgent': 0}");
    assertEquals(
        new RawLabel.Many(List.of("a", "b"), true),
        query("SELECT 't' AS text, '[\"a\", \"b\"]' AS label").rows().get(0).label());
  }

  private void assertValue(String json, String sql) {
    assertEquals(
        json("{\"text\": \"t\", \"label\": " + json + "}"),
        query("SELECT 't' AS text, " + sql + " AS label").rows(),
        sql);
  }

  /** Of the rows as they were read. */
  private static String hash(String sql) {
    return hash(sql, Columns.AUTOMATIC);
  }

  private static String hash(String sql, Columns columns) {
    try (ExampleSource source =
        ExampleSource.openHashed(DataLocation.of(sql), columns, null, LabelUse.REQUIRED)) {
      source.forEachRemaining(row -> assertEquals(Optional.empty(), source.sha256()));
      return source.sha256().orElseThrow();
    }
  }

  /** Of the rows as another reading gives them. */
  private static String sha256(String sql, Columns columns) {
    return DataLocation.of(sql).sha256(columns);
  }

  @Test
  void onlyTheColumnsThatAreReadCountAndMustHaveValues() {
    String rows = "SELECT 't' AS text, 'p' AS text_pair, 'x' AS label, 2 AS weight, 3 AS other";
    Columns columns = new Columns("text", "text_pair", "label", "weight");
    assertEquals(hash(rows, columns), sha256(rows, columns));
    assertEquals(hash(rows, columns), hash(rows.replace("3", "'nan'::DOUBLE"), columns));
    assertEquals(hash(rows, columns), hash(rows.replace("3", "'b'::BLOB"), columns));
    assertEquals(hash(rows, columns), sha256(rows.replace("3", "'b'::BLOB"), columns));
    for (String value : List.of("'t'", "'p'", "'x'", "2")) {
      String other = rows.replace(value + " AS", value.replaceAll("\\w", "4") + " AS");
      assertNotEquals(hash(rows, columns), hash(other, columns), other);
      assertEquals(hash(other, columns), sha256(other, columns), other);
    }
    String swapped = "SELECT 't' AS text, 'p' AS a, 'x' AS b, 2 AS weight";
    assertNotEquals(
        hash(swapped, new Columns("text", "a", "b", "weight")),
        hash(swapped.replace("AS a", "AS c"), new Columns("text", "c", "b", "weight")));
    assertEquals(Optional.empty(), hashOfUse(rows));
  }

  /** Where nobody asked for one. */
  private static Optional<String> hashOfUse(String sql) {
    try (ExampleSource source =
        ExampleSource.open(DataLocation.of(sql), Columns.AUTOMATIC, null, LabelUse.IGNORED)) {
      source.forEachRemaining(row -> {});
      return source.sha256();
    }
  }

  @Test
  void aFoldersNameIsNoColumn() throws SQLException, IOException {
    Path place = Files.createDirectories(folder.resolve("label=folder/lang=en"));
    Path file = parquet(place + "/a.parquet", "SELECT 't' AS text, 'own' AS label");
    assertEquals(new RawLabel.One("own", true), read(DataLocation.of(file)).rows().get(0).label());
    Path texts = parquet(place + "/b.parquet", "SELECT 't' AS text");
    assertFails(
        ClassifineException.class,
        () -> read(DataLocation.of(texts)),
        "The columns are: \"text\".");
  }

  @Test
  void aQueryReadsFilesAndNamesItsRows() throws SQLException {
    parquet("a.parquet", LABELLED);
    parquet("b.parquet", LABELLED);
    String sql =
        "SELECT text, label FROM '%s/*.parquet' WHERE label = 'l1' ORDER BY text".formatted(folder);
    Examples rows = query(sql);
    assertEquals(List.of("text 1", "text 1", "text 3", "text 3"), rows.texts());
    assertTrue(rows.place(0).startsWith("query \"SELECT"), rows.place(0));
    assertTrue(rows.place(0).endsWith("row 1"), rows.place(0));
    assertTrue(DataLocation.of(sql).orderWarning().isEmpty());
    String unordered = sql.replaceAll(" ORDER BY.*", "");
    assertTrue(DataLocation.of(unordered).orderWarning().orElseThrow().contains("no ORDER BY"));
    assertEquals(sha256(sql, Columns.AUTOMATIC), hash(sql));
    assertNotEquals(sha256(sql.replace("l1", "l0"), Columns.AUTOMATIC), hash(sql));
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsOneErrorWithTheRow() {
    assertFails(
        ClassifineException.class,
        () -> query("SELECT CASE WHEN i < 2 THEN 'a' END AS text, 'x' AS label FROM range(3) t(i)"),
        "row 3: \"text\" is null",
        "leave the row out");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS text, NULL::VARCHAR AS label"),
        "row 1: \"label\" is null");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 7 AS text, 'x' AS label"),
        "row 1: \"text\" is a number",
        "CAST");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS text, 'nan'::DOUBLE AS label"),
        "row 1, \"label\": is NaN");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS text, {'a': 1} AS label"),
        "is of type STRUCT(a INTEGER)");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS body, 'x' AS label"),
        "no text column");
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS text, 'u' AS text, 'x' AS label"),
        "\"text\" is there twice");
    Columns columns = new Columns("text", "pair", "label", "weight");
    for (String twice : List.of("pair", "label", "weight")) {
      String sql =
          "SELECT 't' AS text, 'p' AS pair, 'x' AS label, 1 AS weight, 2 AS " + twice + " LIMIT 1";
      assertFails(
          ClassifineException.class,
          () -> Examples.read(DataLocation.of(sql), columns, null, LabelUse.REQUIRED),
          "\"" + twice + "\" is there twice");
    }
    assertFails(
        ClassifineException.class,
        () -> query("SELECT 't' AS text, 'x' AS label LIMIT 0"),
        "no rows");
  }

  @Test
  void whatDuckDbRefusesIsOneErrorWithTheQuery() throws IOException {
    assertFails(
        ClassifineException.class,
        () -> query("SELECT nothing FROM (SELECT 1 AS a)"),
        "query \"SELECT nothing FROM (SELECT 1 AS a)\": Binder Error: Referenced column"
            + " \"nothing\"");
    String longQuery =
        "SELECT text, nothing FROM (SELECT 1 AS a, 2 AS b) WHERE a > 0 AND b > 0 AND a < b";
    assertFails(ClassifineException.class, () -> query(longQuery), "The query: " + longQuery);
    assertFails(
        ClassifineException.class,
        () -> query("SELECT * FROM '" + folder + "/no.parquet'"),
        "No files found");
    assertFails(UsageException.class, () -> query("SELECT 1; SELECT 2"), "more than one statement");
    Path broken = Files.writeString(folder.resolve("broken.parquet"), "this is no Parquet file");
    assertFails(
        ClassifineException.class, () -> read(DataLocation.of(broken)), "broken.parquet: Invalid");
    String error =
        assertThrows(
                ClassifineException.class,
                () ->
                    SqlCursor.ofFiles(
                        "SELECT * FROM read_parquet(?)", "query.parquet", broken.toString()))
            .getMessage();
    assertFalse(error.contains("read_parquet"), error); // which nobody wrote
    Path missing = folder.resolve("no.parquet");
    assertFails(UsageException.class, () -> read(DataLocation.of(missing)), "no such file");
  }

  @Test
  void noNetworkIsReadAndNoExtensionLoaded() {
    assertFails(
        ClassifineException.class,
        () -> query("SELECT * FROM 'https://127.0.0.1:1/a.parquet'"),
        "httpfs",
        "extensions are not loaded");
  }

  @Test
  void aDatabaseFileIsReadWithoutBeingChanged() throws SQLException, IOException {
    Path file = folder.resolve("tickets.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE tickets AS " + LABELLED);
    }
    String hash = DataHash.sha256(file);
    JdbcDatabase database = JdbcDatabase.of("jdbc:duckdb:" + file);
    DataLocation location = DataLocation.of("FROM tickets ORDER BY text", database);
    assertEquals(5, read(location).size());
    assertEquals(hash, DataHash.sha256(file));
    try (Stream<Path> names = Files.list(folder)) {
      assertEquals(List.of(file), names.toList());
    }
  }

  @Test
  void rowsComeOneAfterTheOther() {
    String sql = "SELECT 'text ' || i AS text, 'x' AS label FROM range(100000000) t(i)";
    try (ExampleSource source =
        ExampleSource.open(DataLocation.of(sql), Columns.AUTOMATIC, null, LabelUse.REQUIRED)) {
      for (int i = 0; i < 1000; i++) {
        assertEquals("text " + i, source.next().text());
      }
    }
  }
}
