package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.tracking.ReportOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReportArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "--tensorboard-histograms, tensorboard",
    "--mlflow-tracking-uri=http://localhost:5000, mlflow",
    "--mlflow-experiment=mine, mlflow"
  })
  void whatATrackerReadsIsAMistakeWhereNoneWasAskedFor(String option, String tracker) {
    String name = option.replaceFirst("=.*", "");
    assertEquals(
        name + ": has no meaning without --report-to " + tracker + ". Give both, or leave it out.",
        refused(option));
    assertEquals(
        List.of("jsonl"), options(option, "--report-to=jsonl").to(), "of a file's several");
    assertEquals(List.of("none"), options(option, "--report-to=none").to());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:secret@host:1", "HTTPS://secret@host/path"})
  void aLoginInTheAddressIsRefusedAndNotRepeated(String uri) {
    String message = refused("--report-to=mlflow", "--mlflow-tracking-uri=" + uri);
    assertTrue(message.startsWith("--mlflow-tracking-uri: holds a login"), message);
    assertTrue(message.contains("MLFLOW_TRACKING_PASSWORD"), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void anAddressWithoutOneIsTaken() {
    for (String uri : List.of("http://host:5000/a@b", "file:/runs@home", "mlruns")) {
      ReportOptions options = options("--report-to=mlflow", "--mlflow-tracking-uri=" + uri);
      assertEquals(uri, options.mlflow().trackingUri());
    }
  }

  @Test
  void aFolderOfLogsAloneIsTakenAsTransformersTakesIt() {
    assertEquals(List.of("jsonl"), options("--logging-dir=logs").to());
  }

  private static String refused(String... args) {
    return assertThrows(UsageException.class, () -> options(args)).getMessage();
  }

  private static ReportOptions options(String... args) {
    return CommandLine.populateCommand(new ReportArguments(), args).options();
  }
}
