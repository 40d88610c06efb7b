package dev.classifine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.modality.Classifications;
import dev.classifine.Exports;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.model.SaveOptions;
import dev.classifine.parity.Fixture;
import dev.classifine.serve.ServeOptions;
import dev.classifine.serve.ServerClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/serving.md stand in a class that is run, and its requests are answered. */
@Timeout(120)
class ServingExampleTest {

  private static final Path MODEL = Fixture.of("bert").folder();

  @Test
  void everyWayGivesTheSame(@TempDir Path folder) throws Exception {
    Path exported = folder.resolve("exported");
    Exports.write(
        MODEL.toString(), Exports.Format.TORCHSCRIPT, exported, false, SaveOptions.DEFAULT);
    try (TextClassifier classifier = TextClassifier.load(MODEL)) {
      Prediction parcel = classifier.classify("Where is my parcel?");
      String card = classifier.classify("My card was charged twice.").label();
      assertEquals(card + ", " + parcel.label(), ServingExample.inAProgram(MODEL));
      Classifications.Classification best = ServingExample.byDjl(MODEL).best();
      assertEquals(parcel.label(), best.getClassName());
      assertEquals(parcel.score(parcel.label()), best.getProbability(), 1e-6);
      assertEquals(parcel.labels(), ServingExample.byDjlFromAnExport(exported).labels());
    }
  }

  @Test
  void theRequestsOfTheDocumentAreAnswered() throws Exception {
    List<String> requests =
        Pattern.compile("-d '(.*?)'")
            .matcher(document())
            .results()
            .map(request -> request.group(1))
            .toList();
    assertEquals(2, requests.size());
    ServingExample.overHttp(
        MODEL,
        server ->
            requests.forEach(
                json -> assertEquals(200, status(new ServerClient(server.address()), json))));
  }

  private static int status(ServerClient client, String json) {
    try {
      HttpResponse<String> response = client.post(json);
      return response.statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theDocumentsJavaIsThatOfTheExample() throws IOException {
    String example =
        plain(
            Files.readString(Path.of("src/test/java/dev/classifine/examples/ServingExample.java")));
    List<String> pieces =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(document())
            .results()
            .map(block -> plain(block.group(1)))
            .toList();
    assertEquals(4, pieces.size());
    pieces.forEach(piece -> assertTrue(example.contains(piece), piece));
  }

  @Test
  void theDocumentNamesTheDefaults() throws IOException {
    ServeOptions usual = ServeOptions.DEFAULTS;
    String document = document();
    for (String row :
        List.of(
            "`--max-body` | " + usual.limits().body() / 1_000_000 + "MB",
            "`--max-texts` | " + usual.limits().texts(),
            "`--max-characters` | " + usual.limits().characters(),
            "`--max-queue` | " + usual.batching().maxQueue(),
            "`--max-batch` | " + usual.batching().maxBatch(),
            "`--max-wait` | " + usual.batching().maxWait().toMillis(),
            "`--max-connections` | " + usual.limits().connections(),
            "`--read-timeout` | " + usual.readTimeout().toSeconds(),
            "`--drain-timeout` | " + usual.drainTimeout().toSeconds())) {
      assertTrue(document.contains("| " + row + " |"), row);
    }
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("docs/serving.md"));
  }

  private static String plain(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
