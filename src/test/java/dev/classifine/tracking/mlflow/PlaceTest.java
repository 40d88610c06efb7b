package dev.classifine.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

  @ParameterizedTest
  @CsvSource({
    "http://localhost:5000, http://localhost:5000",
    "https://mlflow.example.org/team/, https://mlflow.example.org/team",
    "HTTP://user:s%40cret@host:1, HTTP://host:1",
  })
  void anAddressOfAServerIsShownWithoutItsCredentials(String text, String shown) {
    Place place = Place.of(text, "--mlflow-tracking-uri");
    assertEquals(shown, place.toString());
    assertEquals(text.contains("@") ? "user:s@cret" : null, place.credentials());
    assertNull(place.folder());
  }

  @ParameterizedTest
  @CsvSource({
    "file:///data/ml%20runs, /data/ml runs",
    "file:/data/mlruns, /data/mlruns",
    "file:mlruns, mlruns",
    "./mlruns, ./mlruns",
    "/data/mlruns, /data/mlruns",
  })
  void aFolderMayBeGivenAsSuch(String text, String folder) {
    assertEquals(Path.of(folder), Place.of(text, "--mlflow-tracking-uri").folder());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlite:///mlflow.db",
        "databricks://profile",
        "http://",
        "http://a b/",
        "file://host/share",
        "postgresql://me:s3cret@host/db",
      })
  void whatIsNeitherIsRefusedWithoutItsSecrets(String text) {
    UsageException error =
        assertThrows(UsageException.class, () -> Place.of(text, "MLFLOW_TRACKING_URI"));
    assertTrue(error.getMessage().startsWith("MLFLOW_TRACKING_URI: \""), error.getMessage());
    assertFalse(error.getMessage().contains("s3cret"), error.getMessage());
  }

  @Test
  void theOptionWinsOverTheEnvironment() {
    Mlflow mlflow = new Mlflow();
    Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", "sqlite:///x");
    ReportOptions none = ReportOptions.to("mlflow");
    assertTrue(mlflow.isConfigured(none, environment));
    assertFalse(mlflow.isConfigured(none, Map.of("MLFLOW_TRACKING_URI", " ")));
    assertThrows(UsageException.class, () -> mlflow.check(none, environment));
    assertThrows(UsageException.class, () -> mlflow.check(none, Map.of()));
    ReportOptions given =
        new ReportOptions(
            List.of("mlflow"),
            null,
            TensorBoardOptions.DEFAULTS,
            new MlflowOptions("http://localhost:5000", null));
    mlflow.check(given, environment);
    assertThrows(
        UsageException.class, () -> mlflow.check(given, Map.of("MLFLOW_EXPERIMENT_NAME", "")));
  }

  @Test
  void namesOfMetricsAreAsMlflowAllowsThem() {
    assertEquals("eval_loss", Point.key("eval_loss"));
    assertEquals("f1 of a-b/c.d", Point.key("f1 of a-b/c.d"));
    assertEquals("_/_/a_", Point.key("../ä/a!"));
    assertEquals("_/a/_", Point.key("/a/"));
  }
}
