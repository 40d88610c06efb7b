package dev.classifine.serve;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Asks a server as programs do. */
public final class ServerClient {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final InetSocketAddress address;

  public ServerClient(InetSocketAddress address) {
    this.address = address;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  /** Posts JSON. */
  public HttpResponse<String> post(String json) throws IOException, InterruptedException {
    return post("application/json", json);
  }

  public HttpResponse<String> post(String type, String body)
      throws IOException, InterruptedException {
    return client.send(
        request("/predict")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Posts JSON and does not wait. */
  public CompletableFuture<HttpResponse<String>> begin(String json) {
    return client.sendAsync(
        request("/predict")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  public static JsonObject json(HttpResponse<String> response) {
    return Json.parseObject(response.body(), "answer");
  }

  /** What an answer says is wrong. */
  public static String error(HttpResponse<String> response) {
    return json(response).get("error").getAsString();
  }

  /** A number of {@code /metrics}. */
  public double metric(String nameAndLabels) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}
