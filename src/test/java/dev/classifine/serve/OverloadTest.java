package dev.classifine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.HeldClassifier;
import dev.classifine.MicroBatchOptions;
import dev.classifine.TextClassifier;
import dev.classifine.io.Json;
import dev.classifine.parity.Fixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is asked for more than it can do, and one that is stopped meanwhile. */
@Timeout(120)
class OverloadTest {

  private static final String ONE = "{\"text\":\"who was it ?\"}";
  private static final ServeOptions OPTIONS =
      ServeOptions.DEFAULTS
          .withPort(0)
          .withLimits(new ServeLimits(10_000, 8, 1000, 256))
          .withBatching(MicroBatchOptions.DEFAULTS.withMaxQueue(8));

  private final HeldClassifier held = new HeldClassifier();
  private TextClassifier classifier;

  @BeforeEach
  void load() {
    classifier = TextClassifier.load(Fixture.of("bert").folder().toString(), "cpu", 40);
    classifier.addListener(held);
  }

  @AfterEach
  void close() {
    held.release();
    classifier.close();
  }

  private static ServerClient client(ClassifierServer server) {
    return new ServerClient(server.address());
  }

  @Test
  void moreThanTheQueueHoldsIsRefusedAtOnceAndTheRestIsAnswered() throws Exception {
    try (ClassifierServer server = ClassifierServer.start(classifier, OPTIONS)) {
      ServerClient client = client(server);
      List<CompletableFuture<HttpResponse<String>>> accepted = new ArrayList<>();
      accepted.add(client.begin(ONE));
      held.awaitHeld();
      accepted.add(client.begin(Json.line(Map.of("texts", Collections.nCopies(8, "oslo")))));
      awaitQueue(client, 8);
      for (int i = 0; i < 100; i++) {
        HttpResponse<String> refused = client.post(ONE);
        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(
            ServerClient.error(refused).startsWith("The server is busy: 8 texts wait, and 1 more"),
            refused.body());
      }
      assertEquals(200, client.get("/health").statusCode());
      held.release();
      for (CompletableFuture<HttpResponse<String>> request : accepted) {
        assertEquals(200, request.join().statusCode());
      }
      assertEquals(200, client.post(ONE).statusCode());
    }
  }

  @Test
  void whatIsAcceptedIsAnsweredWhenItIsStopped() throws Exception {
    ClassifierServer server = ClassifierServer.start(classifier, OPTIONS);
    ServerClient client = client(server);
    CompletableFuture<HttpResponse<String>> computed = client.begin(ONE);
    held.awaitHeld();
    CompletableFuture<HttpResponse<String>> waiting = client.begin(ONE);
    awaitQueue(client, 1);
    CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(server::stop);
    HttpResponse<String> health = client.get("/health");
    while (health.statusCode() == 200) {
      health = client.get("/health");
    }
    assertEquals(503, health.statusCode());
    assertEquals("{\"status\":\"draining\"}\n", health.body());
    HttpResponse<String> late = client.post(ONE);
    assertEquals(503, late.statusCode());
    assertTrue(ServerClient.error(late).startsWith("The server is being stopped."), late.body());
    assertFalse(stopped.isDone());
    held.release();
    assertEquals(200, computed.join().statusCode());
    assertEquals(200, waiting.join().statusCode());
    assertEquals(0, stopped.join());
    assertEquals(0, server.stop());
    assertThrows(IOException.class, () -> client.get("/health"));
  }

  @Test
  void whatTakesTooLongIsCutOffAndCounted() throws Exception {
    ClassifierServer server =
        ClassifierServer.start(classifier, OPTIONS.withDrainTimeout(Duration.ZERO));
    CompletableFuture<HttpResponse<String>> request = client(server).begin(ONE);
    held.awaitHeld();
    CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(server::stop);
    assertThrows(CompletionException.class, request::join);
    held.release();
    assertEquals(1, stopped.join());
  }

  private static void awaitQueue(ServerClient client, int length) throws Exception {
    while (client.metric("classifine_queue_length") != length) {
      Thread.sleep(5);
    }
  }
}
