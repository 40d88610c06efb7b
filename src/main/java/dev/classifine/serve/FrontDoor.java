package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads every request to its endpoint, and answers it whatever happens there. */
final class FrontDoor implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private static final int CLIENT_GONE = 499; // nginx's number

  private final Map<String, Endpoint> endpoints;
  private final Accepted accepted;
  private final ServerMetrics metrics;

  FrontDoor(Map<String, Endpoint> endpoints, Accepted accepted, ServerMetrics metrics) {
    this.endpoints = endpoints;
    this.accepted = accepted;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) {
    long begin = System.nanoTime();
    String path = exchange.getRequestURI().getPath();
    int status = CLIENT_GONE;
    accepted.begin();
    try {
      Answer answer = answer(exchange, path);
      answer.send(exchange);
      status = answer.status();
    } catch (IOException e) {
      LOG.debug("{}: the client went away or took too long: {}", path, e.toString());
    } finally {
      metrics.answered(
          path != null && endpoints.containsKey(path) ? path : "other",
          status,
          System.nanoTime() - begin);
      exchange.close();
      accepted.end();
    }
  }

  private Answer answer(HttpExchange exchange, String path) throws IOException {
    try {
      return endpoint(exchange, path).answer(exchange);
    } catch (RefusedException e) {
      RequestBody.discard(exchange);
      return e.answer();
    } catch (ClassifineException e) {
      LOG.warn("{}: {}", path, e.getMessage());
      return new RefusedException(500, e.getMessage()).answer();
    } catch (RuntimeException | Error e) { // whatever it is, the client waits for an answer
      LOG.error("{}: internal error", path, e);
      return new RefusedException(500, "Internal error; the server's log tells more.").answer();
    }
  }

  private Endpoint endpoint(HttpExchange exchange, String path) {
    Endpoint endpoint = path == null ? null : endpoints.get(path);
    if (endpoint == null) {
      throw new RefusedException(
          404,
          "There is nothing at this path. Known are "
              + String.join(", ", endpoints.keySet().stream().sorted().toList())
              + ".");
    }
    String allowed = String.join(", ", endpoint.methods());
    if (!endpoint.methods().contains(exchange.getRequestMethod())) {
      throw new RefusedException(
          405,
          exchange.getRequestMethod() + " is not known here. Use " + allowed + ".",
          Map.of("Allow", allowed));
    }
    return endpoint;
  }
}
