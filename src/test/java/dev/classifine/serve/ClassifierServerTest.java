package dev.classifine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.InferenceOptions;
import dev.classifine.MicroBatchOptions;
import dev.classifine.PoisonedCheckpoint;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.parity.Fixture;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ClassifierServerTest {

  private static final Fixture BERT = Fixture.of("bert");
  private static final List<String> TEXTS = Fixture.strings(BERT.expected().get("texts"));
  private static final ServeLimits LIMITS = new ServeLimits(2000, 20, 600, 64);

  private static TextClassifier classifier;
  private static ClassifierServer server;
  private static ServerClient client;

  @BeforeAll
  static void start() {
    classifier = load(BERT.folder());
    server =
        ClassifierServer.start(classifier, ServeOptions.DEFAULTS.withPort(0).withLimits(LIMITS));
    client = new ServerClient(server.address());
  }

  @AfterAll
  static void stop() {
    server.close();
    classifier.close();
  }

  private static TextClassifier load(Path folder) {
    return TextClassifier.load(folder.toString(), InferenceOptions.DEFAULTS.withDevice("cpu"));
  }

  @Test
  void aTextGetsTheClassifiersNumbers() throws Exception {
    for (String text : TEXTS) {
      HttpResponse<String> response = client.post(Json.line(Map.of("text", text)));
      assertEquals(200, response.statusCode(), response.body());
      assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
      assertSame(classifier.classify(text), ServerClient.json(response));
    }
  }

  @Test
  void textsAndPairsGetTheClassifiersNumbersInTheirOrder() throws Exception {
    String body =
        """
        {"texts": ["who was it ?", {"text": "what city", "text_pair": "is it ?"},
                   {"text": "oslo \\ud83d\\ude00"}, ""]}
        """;
    List<JsonElement> predictions =
        Fixture.items(ServerClient.json(client.post(body)).get("predictions"));
    List<Example> examples =
        List.of(
            new Example("who was it ?", null, null, 0),
            new Example("what city", "is it ?", null, 0),
            new Example("oslo \ud83d\ude00", null, null, 0),
            new Example("", null, null, 0));
    List<Prediction> expected = classifier.classify(examples, 0);
    assertEquals(4, predictions.size());
    for (int i = 0; i < 4; i++) {
      assertSame(expected.get(i), predictions.get(i).getAsJsonObject());
    }
    JsonObject pair =
        ServerClient.json(client.post("{\"text\":\"what city\",\"text_pair\":\"is it ?\"}"));
    assertSame(expected.get(1), pair);
  }

  private static void assertSame(Prediction expected, JsonObject json) {
    assertEquals(expected.label(), json.get("label").getAsString());
    JsonObject scores = json.getAsJsonObject("scores");
    assertEquals(List.copyOf(expected.scores().keySet()), List.copyOf(scores.keySet()));
    expected.scores().forEach((name, value) -> assertEquals(value, score(scores, name), 1e-6));
  }

  private static double score(JsonObject scores, String name) {
    return scores.get(name).getAsDouble();
  }

  @Test
  void scoresAreLeftOutOrOnlyTheHighest() throws Exception {
    String text = TEXTS.get(0);
    Prediction expected = classifier.classify(text);
    JsonObject two =
        ServerClient.json(client.post(Json.line(Map.of("text", text, "top_k", 2))))
            .getAsJsonObject("scores");
    List<String> best =
        expected.scores().entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(2)
            .map(Map.Entry::getKey)
            .toList();
    assertEquals(best, List.copyOf(two.keySet()));
    JsonObject none =
        ServerClient.json(client.post(Json.line(Map.of("text", text, "scores", false))));
    assertEquals(List.of("label"), List.copyOf(none.keySet()));
    JsonObject more = ServerClient.json(client.post(Json.line(Map.of("text", text, "top_k", 99))));
    assertEquals(4, more.getAsJsonObject("scores").size());
  }

  /** A body, its status and how its error begins. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``| 400 | The body: empty",
        "{ | 400 | The body: not valid JSON: ",
        "[] | 400 | The body: a list where a JSON object",
        "{'text': 'a'} | 400 | The body: not valid JSON",
        "{\"text\": \"a\"} x | 400 | The body: ",
        "{} | 400 | The body has neither \"text\" nor \"texts\".",
        "{\"text\": \"a\", \"texts\": []} | 400 | The body has both",
        "{\"text\": 1} | 400 | text is a number. It must be a string.",
        "{\"text\": null} | 400 | text is null.",
        "{\"text\": \"a\", \"text_pair\": 1} | 400 | text_pair is a number.",
        "{\"texts\": \"a\"} | 400 | \"texts\" is a string. It must be a list",
        "{\"texts\": []} | 400 | \"texts\" is empty.",
        "{\"texts\": [\"a\", 7]} | 400 | texts[1] is a number. It must be a string.",
        "{\"texts\": [{\"text_pair\": \"b\"}]} | 400 | texts[0].text is missing.",
        "{\"texts\": [{\"text\": \"a\", \"x\": 1}]} | 400 | texts[0] has the key \"x\", which is"
            + " not",
        "{\"texts\": [\"a\"], \"text_pair\": \"b\"} | 400 | \"text_pair\" stands beside",
        "{\"text\": \"a\", \"topk\": 3} | 400 | The body has the key \"topk\", which is not known.",
        "{\"text\": \"a\", \"top_k\": 0} | 400 | top_k is 0. It must be a whole number from 1.",
        "{\"text\": \"a\", \"top_k\": 1.5} | 400 | top_k is 1.5.",
        "{\"text\": \"a\", \"top_k\": [1]} | 400 | top_k is [1].",
        "{\"text\": \"a\", \"scores\": \"no\"} | 400 | scores is a string. It must be true or"
            + " false.",
      })
  void aWrongBodyIsAnErrorThatSaysWhatIsWrong(String body, int status, String begin)
      throws Exception {
    HttpResponse<String> response = client.post(body);
    assertEquals(status, response.statusCode(), response.body());
    assertTrue(ServerClient.error(response).startsWith(begin), response.body());
  }

  @Test
  void nestingThatIsTooDeepIsAnError() throws Exception {
    HttpResponse<String> response = client.post("[".repeat(1990));
    assertEquals(400, response.statusCode());
  }

  @Test
  void tooMuchIsAnErrorThatNamesTheLimit() throws Exception {
    String many = Json.line(Map.of("texts", Collections.nCopies(21, "a")));
    HttpResponse<String> texts = client.post(many);
    assertEquals(413, texts.statusCode());
    assertTrue(ServerClient.error(texts).startsWith("\"texts\" holds 21 texts, and"));
    HttpResponse<String> exact =
        client.post(Json.line(Map.of("texts", Collections.nCopies(20, "a"))));
    assertEquals(200, exact.statusCode());

    HttpResponse<String> longText = client.post(Json.line(Map.of("text", "a".repeat(601))));
    assertEquals(413, longText.statusCode());
    assertTrue(ServerClient.error(longText).startsWith("text has 601 characters, and"));
    HttpResponse<String> longPair =
        client.post(Json.line(Map.of("text", "a".repeat(301), "text_pair", "a".repeat(300))));
    assertEquals(413, longPair.statusCode());
    assertEquals(200, client.post(Json.line(Map.of("text", "a".repeat(600)))).statusCode());

    for (int bytes : new int[] {2001, 300_000}) {
      HttpResponse<String> body = client.post(" ".repeat(bytes));
      assertEquals(413, body.statusCode());
      assertTrue(ServerClient.error(body).startsWith("The body has more than 2000 bytes."));
    }
    String padded = "{\"text\":\"a\"}";
    assertEquals(200, client.post(padded + " ".repeat(2000 - padded.length())).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json; charset=UTF-8 | 200",
        "APPLICATION/JSON;charset=\"utf-8\" | 200",
        "application/json; charset=latin1 | 415",
        "text/plain | 415",
        "application/x-www-form-urlencoded | 415",
        "; | 415",
      })
  void onlyJsonInUtf8IsRead(String type, int status) throws Exception {
    HttpResponse<String> response = client.post(type, "{\"text\":\"a\"}");
    assertEquals(status, response.statusCode());
    if (status == 415) {
      assertEquals(
          "The content type is \"" + type + "\". It must be application/json, in UTF-8.",
          ServerClient.error(response));
    }
  }

  @Test
  void otherMethodsAndPathsAreErrors() throws Exception {
    for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> response = client.send(method, "/predict");
      assertEquals(405, response.statusCode());
      assertEquals("POST", response.headers().firstValue("Allow").orElseThrow());
      assertEquals(method + " is not known here. Use POST.", ServerClient.error(response));
    }
    HttpResponse<String> posted = client.send("POST", "/health");
    assertEquals(405, posted.statusCode());
    assertEquals("GET, HEAD", posted.headers().firstValue("Allow").orElseThrow());
    for (String path : List.of("/", "/predict/", "/predict2", "/metrics/x", "/../predict")) {
      assertEquals(404, client.get(path).statusCode(), path);
    }
    assertEquals(200, client.get("/health?verbose").statusCode());
  }

  @Test
  void headHasTheHeadersAndNoBody() throws Exception {
    HttpResponse<String> head = client.send("HEAD", "/health");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        client.get("/health").headers().firstValue("Content-Length"),
        head.headers().firstValue("Content-Length"));
    assertEquals(405, client.send("HEAD", "/predict").statusCode());
  }

  @Test
  void bytesThatAreNoUtf8AreAnError() throws Exception {
    try (RawConnection raw = new RawConnection(server.address())) {
      String answer =
          raw.send(head(15) + "{\"text\":\"")
              .sendBytes(0xff, 0xfe, 0x80)
              .send("\"}\n")
              .endOfInput()
              .readAll();
      assertTrue(answer.contains("400 Bad Request"), answer);
      assertTrue(answer.contains("The body is not valid UTF-8"), answer);
    }
  }

  @Test
  void chunkedBodiesAreRead() throws Exception {
    String start = "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    String chunked = start + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    try (RawConnection raw = new RawConnection(server.address())) {
      String answer = raw.send(chunked + "5\r\n{\"tex\r\n7\r\nt\":\"a\"}\r\n0\r\n\r\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
      assertTrue(answer.contains("\"label\":\"class "), answer);
    }
    try (RawConnection raw = new RawConnection(server.address())) {
      String large = " ".repeat(0x1000);
      String answer = raw.send(chunked + "1000\r\n" + large + "\r\n0\r\n\r\n").readAll();
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }
  }

  @Test
  void clientsThatGoAwayOrTalkNonsenseHarmNobody() throws Exception {
    for (String wrong :
        List.of("", "\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n")) {
      try (RawConnection raw = new RawConnection(server.address())) {
        assertFalse(raw.send(wrong).endOfInput().readAll().contains(" 200 "));
      }
    }
    try (RawConnection raw = new RawConnection(server.address())) {
      raw.send(head(100) + "{\"text\":"); // and is gone
    }
    try (RawConnection raw = new RawConnection(server.address())) {
      raw.send(head(12) + "{\"text\":\"a\"}"); // does not read its answer
    }
    assertEquals(200, client.post("{\"text\":\"a\"}").statusCode());
  }

  private static String head(int length) {
    return "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + "Connection: close\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  @Test
  void aTextThatTheModelFailsOnIsAnErrorOfItsRequestAlone(@TempDir Path folder) throws Exception {
    Path poisoned = PoisonedCheckpoint.write(folder.resolve("poisoned"));
    try (TextClassifier other = load(poisoned);
        ClassifierServer failing =
            ClassifierServer.start(other, ServeOptions.DEFAULTS.withPort(0))) {
      ServerClient asking = new ServerClient(failing.address());
      HttpResponse<String> bad =
          asking.post("{\"texts\":[\"a\",\"b\",{\"text\":\"what\",\"text_pair\":\"c\"}]}");
      assertEquals(500, bad.statusCode());
      assertTrue(ServerClient.error(bad).contains("for text 2 (from 0). They must"), bad.body());
      assertEquals(200, asking.post("{\"text\":\"a\"}").statusCode());
      assertEquals(1, asking.metric("classifine_requests_total{path=\"/predict\",status=\"500\"}"));
    }
  }

  @Test
  void severalLabelsAndNumbersAreAnsweredAsPredictWritesThem(@TempDir Path folder)
      throws Exception {
    JsonObject multi = answerOf(folder.resolve("multi"), "multi_label_classification");
    assertTrue(multi.get("labels").isJsonArray());
    assertEquals(4, multi.getAsJsonObject("scores").size());
    JsonObject numbers = answerOf(folder.resolve("numbers"), "regression");
    assertEquals(4, numbers.getAsJsonArray("labels").size());
  }

  private static JsonObject answerOf(Path copy, String problem) throws Exception {
    Files.createDirectories(copy);
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BERT.folder().resolve(file), copy.resolve(file));
    }
    JsonObject config = Json.readObject(BERT.folder().resolve("config.json"));
    config.addProperty("problem_type", problem);
    Files.writeString(copy.resolve("config.json"), Json.line(config));
    try (TextClassifier other = load(copy);
        ClassifierServer served =
            ClassifierServer.start(other, ServeOptions.DEFAULTS.withPort(0))) {
      JsonObject answer =
          ServerClient.json(new ServerClient(served.address()).post("{\"text\":\"who was it ?\"}"));
      Map<String, Double> expected = other.classify("who was it ?").scores();
      JsonObject scores = answer.getAsJsonObject("scores");
      expected.forEach((name, value) -> assertEquals(value, score(scores, name), 1e-6));
      return answer;
    }
  }

  @Test
  void metricsCountWhatHappened() throws Exception {
    String ok = "classifine_requests_total{path=\"/predict\",status=\"200\"}";
    try (ClassifierServer fresh =
        ClassifierServer.start(classifier, ServeOptions.DEFAULTS.withPort(0))) {
      ServerClient asking = new ServerClient(fresh.address());
      asking.post("{\"text\":\"who was it ?\"}");
      asking.post("{\"texts\":[\"a\",\"a\",\"a\"]}");
      asking.post("{");
      asking.get("/nowhere");
      assertEquals(2, asking.metric(ok));
      assertEquals(1, asking.metric("classifine_requests_total{path=\"/predict\",status=\"400\"}"));
      assertEquals(1, asking.metric("classifine_requests_total{path=\"other\",status=\"404\"}"));
      assertEquals(4, asking.metric("classifine_texts_total"));
      assertEquals(6 + 3 * 3, asking.metric("classifine_tokens_total"));
      assertEquals(1, asking.metric("classifine_batch_size_bucket{le=\"2\"}"));
      assertEquals(2, asking.metric("classifine_batch_size_bucket{le=\"4\"}"));
      assertEquals(2, asking.metric("classifine_batch_size_bucket{le=\"+Inf\"}"));
      assertEquals(4, asking.metric("classifine_batch_size_sum"));
      assertEquals(2, asking.metric("classifine_batch_size_count"));
      assertEquals(0, asking.metric("classifine_queue_length"));
      assertTrue(asking.metric("classifine_computing_seconds_total") > 0);
      assertTrue(asking.metric("classifine_request_duration_seconds_count") >= 12);
      HttpResponse<String> metrics = asking.get("/metrics");
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          metrics.headers().firstValue("Content-Type").orElseThrow());
      String sample = "[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? [0-9.E+-]+";
      String comment = "# (HELP|TYPE) [a-z_]+ .+";
      metrics
          .body()
          .lines()
          .forEach(line -> assertTrue(line.matches(sample + "|" + comment), line));
    }
  }

  @Test
  void whatCannotBeListenedOnIsAnError() {
    ServeOptions taken = ServeOptions.DEFAULTS.withPort(server.address().getPort());
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> ClassifierServer.start(classifier, taken));
    assertTrue(error.getMessage().contains("cannot be listened on: "), error.getMessage());
    assertThrows(UsageException.class, () -> ServeOptions.DEFAULTS.withPort(-1));
    assertThrows(UsageException.class, () -> ServeOptions.DEFAULTS.withPort(65536));
    assertThrows(
        UsageException.class,
        () -> ServeOptions.DEFAULTS.withBatching(MicroBatchOptions.DEFAULTS.withMaxQueue(127)));
    assertThrows(UsageException.class, () -> new ServeLimits(0, 1, 1, 1));
  }
}
