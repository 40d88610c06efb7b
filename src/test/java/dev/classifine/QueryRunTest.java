package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.DataLocation;
import dev.classifine.data.JdbcDatabase;
import dev.classifine.train.SelectionOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose rows a database gives, which is needed no longer once they were read. */
class QueryRunTest {

  @TempDir private Path folder;
  private TinyTraining training;
  private String url;

  @BeforeEach
  void makeTable() throws SQLException {
    training = new TinyTraining(folder);
    url = "jdbc:h2:" + folder.resolve("tickets");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE tickets AS SELECT ROWNUM() AS id, t.* FROM CSVREAD('%s') t(body, topic)"
              .formatted(training.train()));
    }
  }

  @Test
  void theDatabaseIsLeftOnceItsRowsAreRead() {
    List<Integer> sessions = new ArrayList<>();
    FineTuningResult result =
        training
            .builder()
            .trainFrom(
                DataLocation.of(
                    "SELECT body AS text, topic AS label FROM tickets ORDER BY id",
                    JdbcDatabase.of(url)))
            .training(options -> options.maxSteps(3).selection(SelectionOptions.DEFAULTS))
            .callback(TinyTraining.after(1, () -> sessions.add(sessionsAtShutdown())))
            .run();
    assertEquals(List.of(1), sessions); // the one that asks
    assertEquals(3, result.outcome().steps());
    assertEquals("complete", training.status());
    assertTrue(training.has("model.safetensors"));
  }

  private int sessionsAtShutdown() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      int sessions;
      try (ResultSet count =
          statement.executeQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")) {
        count.next();
        sessions = count.getInt(1);
      }
      statement.execute("SHUTDOWN IMMEDIATELY");
      return sessions;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
