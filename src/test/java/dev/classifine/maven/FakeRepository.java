package dev.classifine.maven;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Maven repository on this machine, with a record of what was asked of it. */
final class FakeRepository implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String header = "Authorization";
  private volatile String value;

  FakeRepository() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Serves a file and its SHA-1. */
  void put(String path, byte[] content) {
    put(path, content, sha1(content));
  }

  void put(String path, byte[] content, String sha1) {
    files.put(path, content);
    files.put(path + ".sha1", sha1.getBytes(StandardCharsets.US_ASCII));
  }

  void requirePassword(String user, String password) {
    String credentials = user + ":" + password;
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    requireHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  void requireHeader(String name, String required) {
    header = name;
    value = required;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://localhost:" + port() + "/maven2";
  }

  /** The paths asked for, in order. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(path);
      byte[] content = files.get(path.replaceFirst("^/maven2/", ""));
      if (value != null && !value.equals(exchange.getRequestHeaders().getFirst(header))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"repository\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (content == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }

  private static String sha1(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
