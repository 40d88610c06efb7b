package dev.classifine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrontDoorTest {

  /** Fails with what no endpoint foresees. */
  private static final class Failing implements Endpoint {
    @Override
    public List<String> methods() {
      return List.of("GET");
    }

    @Override
    public Answer answer(HttpExchange exchange) {
      throw new NoClassDefFoundError("org/example/Missing");
    }
  }

  @Test
  void anErrorThatNobodyForesawIsAnswered() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        new FrontDoor(Map.of("/fails", new Failing()), new Accepted(), new ServerMetrics(() -> 0)));
    server.start();
    try {
      int port = server.getAddress().getPort();
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/fails")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(500, answer.statusCode());
      assertEquals("{\"error\":\"Internal error; the server's log tells more.\"}\n", answer.body());
    } finally {
      server.stop(0);
    }
  }
}
