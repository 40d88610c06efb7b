package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside those of the body
 */
record Answer(int status, String contentType, String body, Map<String, String> headers) {

  /** A JSON value and a line feed. */
  static Answer json(int status, Object value) {
    return new Answer(status, "application/json", Json.line(value) + "\n", Map.of());
  }

  Answer with(Map<String, String> more) {
    return new Answer(status, contentType, body, more);
  }

  /** Sends it; to HEAD without the body. */
  void send(HttpExchange exchange) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    headers.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
