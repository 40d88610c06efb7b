package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import dev.classifine.MicroBatcher;
import dev.classifine.Prediction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

/** {@code POST /predict}. */
final class PredictEndpoint implements Endpoint {

  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final MicroBatcher batcher;
  private final ServeLimits limits;
  private final Accepted accepted;

  PredictEndpoint(MicroBatcher batcher, ServeLimits limits, Accepted accepted) {
    this.batcher = batcher;
    this.limits = limits;
    this.accepted = accepted;
  }

  @Override
  public List<String> methods() {
    return List.of("POST");
  }

  @Override
  public Answer answer(HttpExchange exchange) throws IOException {
    PredictRequest request =
        PredictRequest.parse(RequestBody.read(exchange, limits.body()), limits);
    if (!accepted.isOpen()) {
      throw new RefusedException(
          503,
          "The server is being stopped. Ask another one, or later.",
          Map.of("Retry-After", "1", "Connection", "close"));
    }
    List<Object> predictions = classify(request).stream().map(p -> json(request, p)).toList();
    return Answer.json(
        200, request.single() ? predictions.get(0) : Map.of("predictions", predictions));
  }

  private List<Prediction> classify(PredictRequest request) {
    try {
      return batcher.classify(request.examples());
    } catch (RejectedExecutionException e) {
      throw new RefusedException(503, "The server is busy: " + e.getMessage(), RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(503, "The server was stopped before the texts' turn.", RETRY);
    }
  }

  private static Object json(PredictRequest request, Prediction prediction) {
    Map<String, Object> fields = prediction.fields();
    if (!request.scores()) {
      fields.remove("scores");
    } else if (request.topK() > 0) {
      fields.put("scores", highest(prediction.scores(), request.topK()));
    }
    return fields;
  }

  private static Map<String, Double> highest(Map<String, Double> scores, int count) {
    return scores.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(count)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }
}
