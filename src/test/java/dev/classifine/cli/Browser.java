package dev.classifine.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A headless Chromium without a network, spoken to by its DevTools protocol. */
final class Browser implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
  private final List<String> complaints = new ArrayList<>();
  private int last;

  private Browser(Process process, String page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page), new Receiver())
            .join();
    List.of("Page", "Runtime", "Network", "Log").forEach(part -> call(part + ".enable", Map.of()));
  }

  /**
   * Starts it.
   *
   * @param profile an empty folder
   */
  static Browser start(Path profile) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    if (System.getProperty("user.name").equals("root")) {
      command.add(1, "--no-sandbox"); // Chromium does not start otherwise
    }
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "There is no program \"chromium\" on the PATH, with which reports are tested. Install"
              + " it: apt-get install chromium.",
          e);
    }
    try {
      return new Browser(process, page(profile.resolve("DevToolsActivePort")));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where the first page listens, once the browser says so. */
  private static String page(Path portFile) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
      if (System.nanoTime() > end) {
        throw new IOException("Chromium did not begin to listen.");
      }
      Thread.sleep(50);
    }
    String port = Files.readAllLines(portFile).get(0);
    String targets =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    JsonArray all = Json.parse(targets, "targets").getAsJsonArray();
    return all.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(target -> target.get("type").getAsString().equals("page"))
        .map(target -> target.get("webSocketDebuggerUrl").getAsString())
        .findFirst()
        .orElseThrow();
  }

  /** Opens a file and waits until it is loaded; earlier complaints are forgotten. */
  void open(Path file) {
    complaints.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    while (!next().has("loaded")) {
      // other events
    }
  }

  /** The value of an expression of JavaScript; a promise is awaited. */
  JsonElement evaluate(String expression) {
    JsonObject answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.getAsJsonObject("result").get("value");
  }

  /** The text that an expression gives. */
  String text(String expression) {
    return evaluate(expression).getAsString();
  }

  /** Shows pages in a window of this width, in pixels. */
  void width(int pixels) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  /** What the page asked the network for, what failed, and what the console told of as wrong. */
  List<String> complaints() {
    evaluate("new Promise(done => setTimeout(done, 50))");
    return List.copyOf(complaints);
  }

  private JsonObject call(String method, Map<String, Object> parameters) {
    int id = ++last;
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    socket.sendText(Json.line(message), true).join();
    while (true) {
      JsonObject answer = next();
      if (answer.has("id") && answer.get("id").getAsInt() == id) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.getAsJsonObject("result");
      }
    }
  }

  /** The next message; what is wrong is noted. */
  private JsonObject next() {
    try {
      JsonObject message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("Chromium does not answer.");
      }
      if (message.has("method")) {
        note(message.get("method").getAsString(), message);
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void note(String method, JsonObject message) {
    JsonObject parameters = message.getAsJsonObject("params");
    switch (method) {
      case "Page.loadEventFired" -> message.addProperty("loaded", true);
      case "Page.javascriptDialogOpening" -> complaints.add("dialog " + parameters);
      case "Runtime.exceptionThrown" -> complaints.add("exception " + parameters);
      case "Network.loadingFailed" -> complaints.add("failed " + parameters);
      case "Runtime.consoleAPICalled" -> {
        if (!parameters.get("type").getAsString().equals("log")) {
          complaints.add("console " + parameters);
        }
      }
      case "Log.entryAdded" -> complaints.add("log " + parameters);
      case "Network.requestWillBeSent" -> {
        String url = parameters.getAsJsonObject("request").get("url").getAsString();
        if (!url.startsWith("file:") && !url.startsWith("data:")) {
          complaints.add("request " + url);
        }
      }
      default -> {
        // nothing is wrong with it
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Puts whole messages into the queue. */
  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
      part.append(text);
      if (isLast) {
        received.add(Json.parseObject(part.toString(), "a message of Chromium"));
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      throw new UncheckedIOException(new IOException(error));
    }
  }
}
