package dev.classifine.tracking.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.classifine.io.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A tracking server that answers as MLflow's REST API 2.0 does, limits included, or fails. */
final class FakeMlflow implements AutoCloseable {

  /** What happens to requests before they are looked at. */
  enum Fault {
    /** Status 500, and a page of a proxy. */
    ERROR,
    /** No answer. */
    HANG,
    /** An answer that begins and does not end. */
    STALL
  }

  /** A run as it is kept. */
  static final class Run {
    final JsonObject info = new JsonObject();
    final Map<String, String> params = new TreeMap<>();
    final Map<String, String> tags = new TreeMap<>();
    final List<JsonObject> metrics = new ArrayList<>();

    /** Steps with values of a metric. */
    List<String> history(String key) {
      return metrics.stream()
          .filter(metric -> metric.get("key").getAsString().equals(key))
          .map(metric -> metric.get("step") + " " + metric.get("value"))
          .toList();
    }

    String status() {
      return info.get("status").getAsString();
    }
  }

  /** An answer with an error code. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int status;
    final String code;

    Refusal(int status, String code) {
      super(code);
      this.status = status;
      this.code = code;
    }
  }

  final Map<String, JsonObject> experiments = Collections.synchronizedMap(new LinkedHashMap<>());
  final Map<String, Run> runs = Collections.synchronizedMap(new LinkedHashMap<>());
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** By path, the names of the fields that were sent. */
  final Map<String, Set<String>> fields = Collections.synchronizedMap(new TreeMap<>());

  final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

  /** How many requests still meet the fault. */
  final AtomicInteger faults = new AtomicInteger();

  volatile Fault fault = Fault.ERROR;

  /** By the end of a path, what is answered with an error code and status 403. */
  final Map<String, String> refused = Collections.synchronizedMap(new TreeMap<>());

  /** Is done before an experiment is made. */
  volatile Runnable onCreate = () -> {};

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    experiment("Default", "0");
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  JsonObject experiment(String name, String id) {
    JsonObject experiment = new JsonObject();
    experiment.addProperty("experiment_id", id);
    experiment.addProperty("name", name);
    experiment.addProperty("lifecycle_stage", "active");
    experiments.put(name, experiment);
    return experiment;
  }

  /** The only run. */
  Run run() {
    if (runs.size() != 1) {
      throw new AssertionError("there are " + runs.size() + " runs");
    }
    return runs.values().iterator().next();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("^/api/2.0/mlflow/", "");
      byte[] request = exchange.getRequestBody().readAllBytes();
      requests.add(path);
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        fail(exchange);
        return;
      }
      try {
        JsonObject body =
            request.length == 0
                ? new JsonObject()
                : Json.parseObject(new String(request, StandardCharsets.UTF_8), path);
        fields.computeIfAbsent(path, any -> new TreeSet<>()).addAll(body.keySet());
        send(exchange, 200, handle(path, exchange, body));
      } catch (Refusal refusal) {
        JsonObject error = new JsonObject();
        error.addProperty("error_code", refusal.code);
        error.addProperty("message", "as a test says");
        send(exchange, refusal.status, error);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(HttpExchange exchange) throws IOException, InterruptedException {
    switch (fault) {
      case ERROR -> {
        byte[] page = "<html>out of order</html>".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(500, page.length);
        exchange.getResponseBody().write(page);
      }
      case HANG -> closed.await();
      case STALL -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        closed.await();
      }
    }
  }

  private static void send(HttpExchange exchange, int status, JsonObject body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private synchronized JsonObject handle(String path, HttpExchange exchange, JsonObject body) {
    if (refused.containsKey(path)) {
      throw new Refusal(403, refused.get(path));
    }
    JsonObject answer = new JsonObject();
    switch (exchange.getRequestMethod() + " " + path) {
      case "GET experiments/get-by-name" ->
          answer.add("experiment", known(experiments.get(query(exchange, "experiment_name"))));
      case "POST experiments/create" -> {
        onCreate.run();
        String name = body.get("name").getAsString();
        if (experiments.containsKey(name)) {
          throw new Refusal(400, "RESOURCE_ALREADY_EXISTS");
        }
        answer.add("experiment_id", experiment(name, "" + experiments.size()).get("experiment_id"));
      }
      case "POST runs/create" -> answer.add("run", create(body));
      case "GET runs/get" -> answer.add("run", shown(known(runs.get(query(exchange, "run_id")))));
      case "POST runs/update" -> {
        JsonObject info = known(runs.get(body.get("run_id").getAsString())).info;
        body.entrySet().forEach(field -> info.add(field.getKey(), field.getValue()));
      }
      case "POST runs/log-batch" -> log(known(runs.get(body.get("run_id").getAsString())), body);
      default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND");
    }
    return answer;
  }

  private JsonObject create(JsonObject body) {
    Run run = new Run();
    body.entrySet().forEach(field -> run.info.add(field.getKey(), field.getValue()));
    run.info.addProperty("run_id", "run" + runs.size());
    run.info.addProperty("status", "RUNNING");
    run.info.addProperty("lifecycle_stage", "active");
    body.getAsJsonArray("tags").forEach(tag -> put(run.tags, tag.getAsJsonObject()));
    runs.put(run.info.get("run_id").getAsString(), run);
    return shown(run);
  }

  private static JsonObject shown(Run run) {
    Map<String, JsonObject> latest = new TreeMap<>();
    run.metrics.forEach(metric -> latest.put(metric.get("key").getAsString(), metric));
    JsonArray metrics = new JsonArray();
    latest.values().forEach(metrics::add);
    JsonObject data = new JsonObject();
    data.add("metrics", metrics);
    data.add("params", pairs(run.params));
    data.add("tags", pairs(run.tags));
    JsonObject shown = new JsonObject();
    shown.add("info", run.info);
    shown.add("data", data);
    return shown;
  }

  private static JsonArray pairs(Map<String, String> values) {
    JsonArray pairs = new JsonArray();
    values.forEach(
        (key, value) -> {
          JsonObject pair = new JsonObject();
          pair.addProperty("key", key);
          pair.addProperty("value", value);
          pairs.add(pair);
        });
    return pairs;
  }

  private static void log(Run run, JsonObject body) {
    JsonArray params = list(body, "params");
    JsonArray tags = list(body, "tags");
    JsonArray metrics = list(body, "metrics");
    if (params.size() > 100 || tags.size() > 100 || metrics.size() > 1000) {
      throw new Refusal(400, "INVALID_PARAMETER_VALUE");
    }
    for (JsonElement param : params) {
      String old = run.params.get(param.getAsJsonObject().get("key").getAsString());
      if (old != null || param.getAsJsonObject().get("value").getAsString().length() > 6000) {
        throw new Refusal(400, "INVALID_PARAMETER_VALUE");
      }
      put(run.params, param.getAsJsonObject());
    }
    tags.forEach(tag -> put(run.tags, tag.getAsJsonObject()));
    for (JsonElement metric : metrics) {
      JsonObject point = metric.getAsJsonObject();
      if (!point.keySet().containsAll(List.of("key", "value", "timestamp", "step"))
          || !point.get("key").getAsString().matches("[/\\w.\\- ]+")) {
        throw new Refusal(400, "INVALID_PARAMETER_VALUE");
      }
      run.metrics.add(point);
    }
  }

  private static JsonArray list(JsonObject body, String name) {
    return body.has(name) ? body.getAsJsonArray(name) : new JsonArray();
  }

  private static void put(Map<String, String> values, JsonObject pair) {
    values.put(pair.get("key").getAsString(), pair.get("value").getAsString());
  }

  private static <T> T known(T value) {
    if (value == null) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST");
    }
    return value;
  }

  private static String query(HttpExchange exchange, String name) {
    return Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
        .filter(part -> part.startsWith(name + "="))
        .map(part -> URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow(() -> new Refusal(400, "INVALID_PARAMETER_VALUE"));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
