package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

  @TempDir Path folder;
  private TinyRuns runs;
  private Path train;
  private Path eval;

  @BeforeEach
  void write() {
    runs = new TinyRuns(folder);
    train = runs.csv(40);
    eval = runs.write("eval.csv", "text,label\nwhat is new ?,place\nwhat is new ?,Place\n");
  }

  @Test
  void aTableOf80ColumnsEndsWithTheWarnings() {
    CommandLineRunner run =
        CommandLineRunner.run(
            "data", train.toString(), "--eval", eval.toString(), "--model", TinyRuns.MODEL);
    assertEquals(0, run.code(), run::toString);
    for (String part :
        List.of(
            "40 rows, single-label, 2 labels",
            "2 rows, single-label, 2 labels",
            "tokens",
            "person",
            "train: 34 rows repeat an earlier row",
            "eval: 1 rows have the text of an earlier row and another label",
            "\"Place\"")) {
      assertTrue(run.out().contains(part), () -> part + " is not in " + run);
    }
    run.out().lines().forEach(line -> assertTrue(line.length() <= 80 || line.contains("/"), line));
  }

  @Test
  void jsonHasTheSameNumbers() {
    CommandLineRunner run =
        CommandLineRunner.run("data", train.toString(), "--model", TinyRuns.MODEL, "--json");
    assertEquals(0, run.code(), run::toString);
    JsonObject set = Json.parseObject(run.out(), "out").getAsJsonObject("train");
    assertEquals(40, set.get("rows").getAsInt());
    assertEquals(20, set.getAsJsonObject("labels").get("place").getAsInt());
    assertEquals(34, set.getAsJsonObject("duplicates").get("rows").getAsInt());
    assertTrue(set.getAsJsonObject("tokens").get("p50").getAsInt() > 8);
  }

  @Test
  void numbersThatATrainingWouldRefuseAreNamed() {
    Path some = runs.write("some.csv", "text,label\na,0.5\nb,inf\nc,1.5\n");
    CommandLineRunner run =
        CommandLineRunner.run("data", some.toString(), "--model", TinyRuns.MODEL);
    assertEquals(0, run.code(), run::toString);
    assertTrue(run.out().contains("regression, values 0.5000 to 1.500, mean 1.000"), run.out());
    assertTrue(run.out().contains("some.csv:3"), run.out());
    Path none = runs.write("none.csv", "text,label\na,1e39\nb,-1e39\n");
    CommandLineRunner without =
        CommandLineRunner.run("data", none.toString(), "--model", TinyRuns.MODEL);
    assertEquals(0, without.code(), without::toString);
    assertTrue(without.out().contains("regression, no finite values"), without.out());
  }

  @Test
  void aRowThatATrainingWouldRefuseIsItsError() {
    Path bad = runs.write("bad.csv", "text,label\nfine,x\nbad,x,y\n");
    CommandLineRunner run =
        CommandLineRunner.run("data", bad.toString(), "--model", TinyRuns.MODEL);
    assertEquals(1, run.code());
    assertTrue(run.err().contains("bad.csv:3: 3 fields"), run::toString);
  }

  @Test
  void aDatabaseIsAskedWithThePasswordOfTheEnvironment()
      throws SQLException, IOException, InterruptedException {
    String url = "jdbc:h2:" + folder.resolve("tickets");
    try (Connection connection = DriverManager.getConnection(url, "ada", "hush");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE tickets AS SELECT * FROM CSVREAD('" + train + "') t(text, label)");
    }
    List<String> arguments =
        List.of(
            "data",
            "SELECT text, label FROM tickets ORDER BY text",
            "--jdbc-url",
            url,
            "--jdbc-user",
            "ada",
            "--model",
            TinyRuns.MODEL);
    Path log = folder.resolve("log");
    try (ForkedRun run = ForkedRun.start(log, "export CLASSIFINE_JDBC_PASSWORD=hush;", arguments)) {
      String out = run.ends(0);
      assertTrue(out.contains("40 rows, single-label, 2 labels"), out);
      assertFalse(out.contains("hush"), out);
    }
    String properties = runs.write("wrong.properties", "password=mistaken\n").toString();
    CommandLineRunner wrong =
        CommandLineRunner.run(
            "data",
            "SELECT 1 AS text",
            "--jdbc-url",
            url,
            "--jdbc-properties",
            properties,
            "--jdbc-user",
            "ada",
            "--model",
            TinyRuns.MODEL);
    assertEquals(1, wrong.code(), wrong::toString);
    assertTrue(wrong.err().contains("Wrong user name or password"), wrong::toString);
    assertFalse(wrong.err().contains("mistaken"), wrong::toString);
    assertEquals(1, wrong.err().lines().count(), wrong::toString);
  }

  @Test
  void optionsOfADatabaseThatIsNotAskedAreErrors() {
    CommandLineRunner unused =
        CommandLineRunner.run("data", train.toString(), "--jdbc-url", "jdbc:h2:mem:");
    assertEquals(2, unused.code());
    assertTrue(unused.err().contains("--jdbc-url: was given, but nothing"), unused::toString);
    CommandLineRunner user = CommandLineRunner.run("data", train.toString(), "--jdbc-user", "ada");
    assertEquals(2, user.code());
    assertTrue(user.err().contains("--jdbc-user: was given without a database"), user::toString);
  }
}
