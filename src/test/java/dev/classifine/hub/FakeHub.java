package dev.classifine.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A server that behaves as the hub does, and a second one that behaves as its storage: large files
 * are redirected there. Faults can be put in front of either.
 */
public final class FakeHub implements AutoCloseable {

  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String LARGE = "model.safetensors";

  static {
    // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Sends one answer. */
  @FunctionalInterface
  interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  private record Fault(String request, AtomicInteger times, Answer answer) {}

  public final Map<String, byte[]> files = Collections.synchronizedMap(new TreeMap<>());

  /** Such as "hub GET /org/name/resolve/.../config.json bytes=5- with token". */
  public final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Is told of each request before it is answered. */
  volatile Consumer<String> onRequest = request -> {};

  public String id = "org/name";

  /** The files of further repositories, by their ids; each has the same revision and commit. */
  private final Map<String, Map<String, byte[]>> others =
      Collections.synchronizedMap(new TreeMap<>());

  String revision = "main";
  public String commit = COMMIT;

  private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer hub;
  private final HttpServer storage;

  public FakeHub() throws IOException {
    hub = start("hub", this::answer);
    storage = start("storage", this::store);
    files.put("config.json", text("{\"model_type\": \"bert\"}"));
    files.put("tokenizer.json", text("{\"version\": \"1.0\"}"));
    files.put("tokenizer_config.json", text("{}"));
    files.put("vocab.txt", text("[PAD]\n[UNK]\n"));
    files.put(LARGE, random(300_000));
    files.put("README.md", text("# A model"));
    files.put("tf_model.h5", random(10));
    files.put("onnx/model.onnx", random(10));
  }

  private HttpServer start(String where, Answer answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(where, exchange, answer));
    server.start();
    return server;
  }

  /** The files of a further repository, which begins with none. */
  public Map<String, byte[]> repository(String other) {
    return others.computeIfAbsent(
        other, name -> Collections.synchronizedMap(new TreeMap<String, byte[]>()));
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  String storageAddress() {
    return "http://127.0.0.1:" + storage.getAddress().getPort();
  }

  public HubSettings settings(Path cache) {
    return settings(cache, false);
  }

  public HubSettings settings(Path cache, boolean offline) {
    Duration timeout = Duration.ofSeconds(20);
    return new HubSettings(cache, Optional.empty(), endpoint(), offline, timeout, timeout);
  }

  HubSettings withToken(Path cache) {
    Duration timeout = Duration.ofSeconds(20);
    return new HubSettings(cache, Optional.of("hf_secret"), endpoint(), false, timeout, timeout);
  }

  /** Answers the next requests that start so, such as "hub HEAD config.json", in another way. */
  FakeHub fault(String request, int times, Answer answer) {
    faults.add(new Fault(request, new AtomicInteger(times), answer));
    return this;
  }

  FakeHub always(String request, Answer answer) {
    return fault(request, Integer.MAX_VALUE, answer);
  }

  static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** All headers of a whole answer, then so many bytes of it and the end of the connection. */
  Answer cutAfter(String name, int count) {
    return exchange -> {
      byte[] body = files.get(name);
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length - from);
      exchange.getResponseBody().write(body, from, count);
      exchange.getResponseBody().flush();
    };
  }

  static Answer body(int status, byte[] bytes) {
    return exchange -> {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Zeros, until the other side has enough. */
  static Answer endless(String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        byte[] zeros = new byte[1 << 16];
        for (int i = 0; i < 16_384; i++) {
          out.write(zeros);
        }
      }
    };
  }

  long count(String start) {
    synchronized (requests) {
      return requests.stream().filter(request -> request.startsWith(start)).count();
    }
  }

  String etag(String name) {
    return etag(name, files.get(name));
  }

  private static String etag(String name, byte[] bytes) {
    return name.equals(LARGE) || name.endsWith(".safetensors") || name.endsWith(".bin")
        ? hex("SHA-256", bytes)
        : gitSha1(bytes);
  }

  static String gitSha1(byte[] bytes) {
    byte[] head = text("blob " + bytes.length + "\0");
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return hex("SHA-1", all);
  }

  private static String hex(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(String where, HttpExchange exchange, Answer normal) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      String request = where + " " + exchange.getRequestMethod() + " " + path;
      requests.add(
          request
              + (range == null ? "" : " " + range)
              + (exchange.getRequestHeaders().containsKey("Authorization") ? " with token" : ""));
      onRequest.accept(request);
      String name = path.substring(path.lastIndexOf('/') + 1);
      faultFor(where + " " + exchange.getRequestMethod() + " " + name)
          .orElse(normal)
          .send(exchange);
    }
  }

  private Optional<Answer> faultFor(String request) {
    synchronized (faults) {
      return faults.stream()
          .filter(fault -> fault.request.equals(request) && fault.times.getAndDecrement() > 0)
          .map(Fault::answer)
          .findFirst();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String repository =
        others.keySet().stream()
            .filter(other -> path.matches("(/api/models)?/" + other + "/.*"))
            .findFirst()
            .orElse(id);
    answer(exchange, repository, others.getOrDefault(repository, files));
  }

  private void answer(HttpExchange exchange, String repository, Map<String, byte[]> contents)
      throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String encoded = revision.replace("/", "%2F");
    if (path.equals("/api/models/" + repository + "/revision/" + encoded)
        || path.equals("/api/models/" + repository + "/revision/" + commit)) {
      List<Map<String, String>> siblings =
          contents.keySet().stream().map(name -> Map.of("rfilename", name)).toList();
      body(200, text(Json.line(Map.of("sha", commit, "siblings", siblings)))).send(exchange);
      return;
    }
    String start = "/" + repository + "/resolve/" + commit + "/";
    String name = path.startsWith(start) ? path.substring(start.length()) : "";
    byte[] content = contents.get(name);
    if (content == null) {
      status(404, "X-Error-Code", name.isEmpty() ? "RepoNotFound" : "EntryNotFound").send(exchange);
      return;
    }
    String etag = etag(name, content);
    exchange.getResponseHeaders().set("X-Repo-Commit", commit);
    if (etag.length() == 64) {
      String bucket = contents == files ? "/bucket/" : "/bucket/" + repository + "/";
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + etag + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", "" + content.length);
      exchange.getResponseHeaders().set("ETag", "\"redirect\"");
      exchange
          .getResponseHeaders()
          .set("Location", storageAddress() + bucket + name + "?for=\"us|you\"&key=a%2Fb");
      exchange.sendResponseHeaders(302, -1);
    } else {
      exchange.getResponseHeaders().set("ETag", "W/\"" + etag + "\"");
      send(exchange, content);
    }
  }

  private void store(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestURI().getRawPath().substring("/bucket/".length());
    int slash = key.lastIndexOf('/');
    Map<String, byte[]> contents = slash < 0 ? files : others.get(key.substring(0, slash));
    exchange.getResponseHeaders().set("ETag", "\"of-the-storage\"");
    send(exchange, contents.get(key.substring(slash + 1)));
  }

  static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
  }

  /** The whole or the rest. */
  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    int from = from(exchange);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + body.length);
      exchange.sendResponseHeaders(200, -1);
    } else if (from >= body.length && from > 0) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + body.length);
      exchange.sendResponseHeaders(416, -1);
    } else {
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length - from);
      exchange.getResponseBody().write(body, from, body.length - from);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }
}
