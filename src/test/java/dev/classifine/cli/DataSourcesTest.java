package dev.classifine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows, wherever they are, train to the same bytes. */
class DataSourcesTest {

  private static final int ROWS = 8;

  @TempDir Path folder;
  private TinyRuns runs;
  private String csv;

  @BeforeEach
  void read() throws IOException {
    runs = new TinyRuns(folder);
    csv = Files.readString(runs.csv(ROWS));
  }

  private String trained(String data, String... more) throws IOException {
    Path output = folder.resolve("output");
    List<String> options = List.of("--epochs", "1", "--overwrite");
    String[] all = Stream.concat(options.stream(), List.of(more).stream()).toArray(String[]::new);
    CommandLineRunner run = runs.train(Path.of(data), all);
    assertEquals(0, run.code(), run::toString);
    try (InputStream in = Files.newInputStream(output.resolve("model.safetensors"))) {
      return Sha256.of(in);
    }
  }

  private void sql(String url, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  @Test
  void theSameRowsTrainToTheSameBytes() throws IOException, SQLException {
    Path file = runs.write("a.csv", csv);
    StringBuilder lines = new StringBuilder();
    csv.lines()
        .skip(1)
        .forEach(
            line -> {
              int comma = line.lastIndexOf(',');
              Map<String, String> row = new LinkedHashMap<>();
              row.put("text", line.substring(0, comma).replace("\"", ""));
              row.put("label", line.substring(comma + 1));
              lines.append(Json.line(row)).append('\n');
            });
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(lines.toString().getBytes(UTF_8));
    }
    String[] all = lines.toString().split("(?<=\n)");
    runs.write("part-2.jsonl", String.join("", List.of(all).subList(3, ROWS)));
    runs.write("part-1.jsonl", String.join("", List.of(all).subList(0, 3)));
    Path parquet = folder.resolve("a.parquet");
    sql("jdbc:duckdb:", "COPY (FROM read_csv('%s')) TO '%s'".formatted(file, parquet));
    String h2 = "jdbc:h2:" + folder.resolve("tickets");
    sql(
        h2,
        "CREATE TABLE tickets AS SELECT ROWNUM() AS id, t.* FROM CSVREAD('%s') t(body, topic)"
            .formatted(file));

    String expected = trained(file.toString());
    for (String data :
        List.of(
            runs.write("a.jsonl", lines.toString()).toString(),
            runs.write("a.jsonl.gz", gzip.toByteArray()).toString(),
            runs.write("a.csv.zst", Zstd.compress(csv.getBytes(UTF_8))).toString(),
            folder + "/part-*.jsonl",
            parquet.toString(),
            "SELECT text, label FROM '" + parquet + "'")) {
      assertEquals(expected, trained(data), data);
    }
    String query = "SELECT body AS text, topic AS label FROM tickets ORDER BY id";
    assertEquals(expected, trained(query, "--jdbc-url", h2));
    JsonObject manifest = Json.readObject(folder.resolve("output/run.json"));
    JsonObject train = manifest.getAsJsonObject("train");
    assertEquals(query, train.get("file").getAsString());
    assertTrue(train.get("query").getAsBoolean());
    assertEquals(h2, train.get("database").getAsString());
    assertEquals(64, train.get("sha256").getAsString().length());
    assertEquals(h2, manifest.getAsJsonObject("options").get("jdbc_url").getAsString());
  }

  @Test
  void aRunOnAQueryThatIsCompleteIsToldByItsRows() throws SQLException, IOException {
    String h2 = "jdbc:h2:" + folder.resolve("tickets");
    sql(
        h2,
        "CREATE TABLE tickets AS SELECT ROWNUM() AS id, t.* FROM CSVREAD('%s') t(body, topic)"
            .formatted(runs.write("a.csv", csv)));
    String query = "SELECT body AS text, topic AS label FROM tickets ORDER BY id";
    String[] options = {"--jdbc-url", h2, "--epochs", "1", "--save-strategy", "no", "--resume"};
    assertEquals(0, runs.train(Path.of(query), options).code());
    CommandLineRunner again = runs.train(Path.of(query), options);
    assertTrue(again.out().contains("The run is complete already"), again::toString);
    sql(h2, "UPDATE tickets SET topic = 'person' WHERE id = 1");
    CommandLineRunner changed = runs.train(Path.of(query), options);
    assertEquals(1, changed.code(), changed::toString);
    assertTrue(changed.err().contains("train_sha256"), changed::toString);
  }

  @Test
  void withoutDuckDbTheErrorNamesItsArtifact() throws IOException, InterruptedException {
    String jar =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.contains("duckdb_jdbc"))
            .findFirst()
            .orElseThrow();
    String without = "set -- \"${@/" + Path.of(jar).getFileName() + "/none}\";";
    List<String> arguments =
        List.of("data", runs.write("a.parquet", "PAR1").toString(), "--model", TinyRuns.MODEL);
    try (ForkedRun run = ForkedRun.start(folder.resolve("log"), without, arguments)) {
      String out = run.ends(2);
      assertTrue(out.contains("Add the artifact org.duckdb:duckdb_jdbc"), out);
    }
  }

  @Test
  void predictionsAndEvaluationsReadThemToo() throws SQLException {
    Path parquet = folder.resolve("a.parquet");
    sql(
        "jdbc:duckdb:",
        "COPY (FROM read_csv('%s')) TO '%s'".formatted(runs.write("a.csv", csv), parquet));
    String model = TinyRuns.MODEL;
    CommandLineRunner predicted =
        CommandLineRunner.run(
            "predict", "--model", model, "--input", "SELECT text FROM '" + parquet + "' LIMIT 3");
    assertEquals(0, predicted.code(), predicted::toString);
    assertEquals(3, predicted.out().lines().count(), predicted::toString);
    CommandLineRunner wrong =
        CommandLineRunner.run("predict", "--model", model, "--input", "SELECT body FROM nowhere");
    assertEquals(1, wrong.code(), wrong::toString);
    assertTrue(wrong.err().contains("Table with name nowhere does not exist"), wrong::toString);
    assertFalse(wrong.err().contains("\tat "), wrong::toString);
  }
}
