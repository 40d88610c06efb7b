package dev.classifine.tracking.mlflow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tracking server, by MLflow's REST API 2.0. MLflow's own client for Java is not used: it waits
 * for an answer without a limit of time, and brings 8.6 MB of other libraries in packages of its
 * own for the seven calls that are needed here.
 */
final class RestStore implements MlflowStore {

  private static final String API = "/api/2.0/mlflow/";
  private static final String RUN_ID = "run_id";
  private static final String NO_SUCH = "RESOURCE_DOES_NOT_EXIST";

  /** What the server takes in one batch. */
  private static final int MOST_PARAMS = 100;

  private static final int MOST_METRICS = 1000;

  private final URI server;
  private final Optional<String> authorization;
  private final Duration limit;
  private final HttpClient client;

  /**
   * @param server without a slash at its end
   * @param authorization the header's value
   * @param limit for an answer, the last byte included
   */
  RestStore(URI server, Optional<String> authorization, Duration limit) {
    this.server = server;
    this.authorization = authorization;
    this.limit = limit;
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limit).build();
  }

  @Override
  public String experiment(String name) throws IOException, InterruptedException {
    String query =
        "experiments/get-by-name?experiment_name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8);
    try {
      return experimentId(get(query));
    } catch (RefusedException e) {
      if (!e.is(NO_SUCH)) {
        throw e;
      }
    }
    try {
      return text(post("experiments/create", Map.of("name", name)), "experiment_id");
    } catch (RefusedException e) {
      if (!e.is("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
      return experimentId(get(query)); // another run made it meanwhile
    }
  }

  private static String experimentId(JsonObject answer) throws RefusedException {
    JsonObject experiment = object(answer, "experiment");
    if (isDeleted(experiment)) {
      throw new RefusedException(
          "",
          "the experiment \""
              + text(experiment, "name")
              + "\" is deleted. Restore it, or give another with --mlflow-experiment.");
    }
    return text(experiment, "experiment_id");
  }

  private static boolean isDeleted(JsonObject object) {
    return object.has("lifecycle_stage")
        && object.get("lifecycle_stage").getAsString().equals("deleted");
  }

  @Override
  public RunId createRun(String experiment, String name, long start, Map<String, String> tags)
      throws IOException, InterruptedException {
    Map<String, Object> body = new HashMap<>();
    body.put("experiment_id", experiment);
    body.put("run_name", name);
    body.put("start_time", start);
    body.put("tags", pairs(tags));
    JsonObject info = object(object(post("runs/create", body), "run"), "info");
    return new RunId(experiment, text(info, RUN_ID));
  }

  @Override
  public Optional<Map<String, Long>> resume(RunId run, long step)
      throws IOException, InterruptedException {
    JsonObject found;
    try {
      found =
          object(
              get("runs/get?run_id=" + URLEncoder.encode(run.run(), StandardCharsets.UTF_8)),
              "run");
    } catch (RefusedException e) {
      if (e.is(NO_SUCH)) {
        return Optional.empty();
      }
      throw e;
    }
    if (isDeleted(object(found, "info"))) {
      return Optional.empty();
    }
    post("runs/update", Map.of(RUN_ID, run.run(), "status", RunStatus.RUNNING.name()));
    Map<String, Long> last = new HashMap<>();
    JsonObject data = object(found, "data");
    if (data.has("metrics")) {
      for (JsonElement metric : data.getAsJsonArray("metrics")) {
        JsonObject latest = metric.getAsJsonObject();
        last.put(text(latest, "key"), latest.has("step") ? latest.get("step").getAsLong() : 0);
      }
    }
    return Optional.of(last);
  }

  @Override
  public void metrics(RunId run, List<Point> points) throws IOException, InterruptedException {
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (Point point : points) {
      metrics.add(
          Map.of(
              "key", point.key(),
              "value", point.value(),
              "timestamp", point.time(),
              "step", point.step()));
    }
    batches(run, "metrics", metrics, MOST_METRICS);
  }

  @Override
  public void params(RunId run, Map<String, String> params)
      throws IOException, InterruptedException {
    batches(run, "params", pairs(params), MOST_PARAMS);
  }

  @Override
  public void tags(RunId run, Map<String, String> tags) throws IOException, InterruptedException {
    batches(run, "tags", pairs(tags), MOST_PARAMS);
  }

  @Override
  public void end(RunId run, RunStatus status, long time) throws IOException, InterruptedException {
    post("runs/update", Map.of(RUN_ID, run.run(), "status", status.name(), "end_time", time));
  }

  private <T> void batches(RunId run, String field, List<T> all, int most)
      throws IOException, InterruptedException {
    for (int from = 0; from < all.size(); from += most) {
      List<T> some = all.subList(from, Math.min(all.size(), from + most));
      post("runs/log-batch", Map.of(RUN_ID, run.run(), field, some));
    }
  }

  private static List<Map<String, String>> pairs(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
        .toList();
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    return send(path, request(path).GET().build());
  }

  private JsonObject post(String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return send(
        path,
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + API + path));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonObject send(String path, HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      // not the request's own limit, which is over once the first bytes are there
      return content(path, answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no answer to " + name(path) + " within " + limit.toSeconds() + " s.");
    } catch (ExecutionException e) {
      throw new IOException(
          (e.getCause() instanceof IOException cause ? Reason.of(cause) : e.getCause().toString())
              + ".",
          e);
    } finally {
      answer.cancel(true);
    }
  }

  private static JsonObject content(String path, HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status >= 500 || status == 408 || status == 429) {
      throw new IOException(name(path) + " was answered with HTTP status " + status + ".");
    }
    JsonObject body;
    try {
      body = Json.parseObject(answer.body(), name(path));
    } catch (ClassifineException e) {
      throw new RefusedException(
          "",
          name(path)
              + " was answered with HTTP status "
              + status
              + " and not as MLflow does: "
              + e.getMessage());
    }
    if (status != 200) {
      String code = body.has("error_code") ? text(body, "error_code") : "";
      throw new RefusedException(
          code,
          name(path)
              + " was refused with HTTP status "
              + status
              + (code.isEmpty() ? "" : ", " + code)
              + (body.has("message") ? ": " + shortened(text(body, "message")) : "")
              + ".");
    }
    return body;
  }

  private static String shortened(String message) {
    return message.length() <= 300 ? message : message.substring(0, 300) + "...";
  }

  private static String name(String path) {
    return path.replaceFirst("\\?.*", "");
  }

  private static JsonObject object(JsonObject parent, String name) throws RefusedException {
    if (parent.get(name) instanceof JsonObject object) {
      return object;
    }
    throw new RefusedException("", "an answer has no object \"" + name + "\".");
  }

  private static String text(JsonObject parent, String name) throws RefusedException {
    if (parent.get(name) != null && parent.get(name).isJsonPrimitive()) {
      return parent.get(name).getAsString();
    }
    throw new RefusedException("", "an answer has no value \"" + name + "\".");
  }
}
