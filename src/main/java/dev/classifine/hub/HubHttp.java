package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request, once, through its redirects. The token goes to the endpoint only: a redirect to
 * another scheme, host or port is followed without it.
 */
final class HubHttp {

  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HubSettings settings;
  private final Waiting waiting;
  private final HttpClient client;

  HubHttp(HubSettings settings, Waiting waiting) {
    this.settings = settings;
    this.waiting = waiting;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.etagTimeout());
    settings.proxies().ifPresent(builder::proxy);
    this.client = builder.build();
  }

  /**
   * Sends a request.
   *
   * @param what what is asked for, to start an error with
   * @param method HEAD stops at a redirect that leads away from the hub and tells about the file
   * @param from the first byte that is wanted of the body
   * @return an answer that is not a redirect (but for HEAD) and that another attempt would not
   *     change
   * @throws IOException if another attempt may help
   */
  HubAnswer send(String what, String method, String address, long from, Duration timeout)
      throws IOException {
    URI uri = URI.create(address);
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      HubAnswer answer = exchange(what, method, uri, from, timeout);
      if (answer.status() == 429 || answer.status() == 408 || answer.status() >= 500) {
        answer.close();
        throw new BusyHubException(
            uri.getHost() + " answered with status " + answer.status(), retryAfter(answer));
      }
      Optional<String> location = answer.header("Location");
      if (!REDIRECTS.contains(answer.status()) || location.isEmpty()) {
        return answer;
      }
      URI next = target(what, uri, location.get());
      boolean leaves = !sameServer(uri, next);
      if (method.equals("HEAD") && leaves && describesFile(answer)) {
        return answer;
      }
      answer.close();
      uri = next;
    }
    throw new ClassifineException(
        what + ": more than " + MOST_REDIRECTS + " redirects from " + address + ".");
  }

  private static boolean describesFile(HubAnswer answer) {
    return answer.header("X-Repo-Commit").isPresent() || answer.header("X-Linked-Etag").isPresent();
  }

  private HubAnswer exchange(String what, String method, URI uri, long from, Duration timeout)
      throws IOException {
    boolean hub = sameServer(uri, settings.endpoint());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "classifine; java/" + Runtime.version().feature());
    if (hub) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    return new HubAnswer(awaited(what, request.build(), timeout), hub);
  }

  /**
   * The head of the answer. The limit is not that of the request itself, which newer versions of
   * the JDK apply to the whole body: that may take hours.
   */
  private HttpResponse<Body> awaited(String what, HttpRequest request, Duration timeout)
      throws IOException {
    CompletableFuture<HttpResponse<Body>> response =
        client.sendAsync(request, head -> new Body(timeout));
    try {
      return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer for " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IllegalStateException(what, e.getCause());
    } catch (InterruptedException e) {
      throw Attempts.interrupted(what, e);
    } finally {
      response.cancel(true);
    }
  }

  private static URI target(String what, URI from, String location) {
    URI target;
    try {
      target = from.resolve(URI.create(legal(location)));
    } catch (IllegalArgumentException e) {
      throw new ClassifineException(
          what + ": " + from.getHost() + " redirects to something that is not an address.", e);
    }
    boolean http = "http".equalsIgnoreCase(target.getScheme());
    boolean https = "https".equalsIgnoreCase(target.getScheme());
    boolean unsafe = http && "https".equalsIgnoreCase(from.getScheme());
    if (!http && !https || unsafe || target.getHost() == null) {
      throw new ClassifineException(
          what
              + ": "
              + from.getHost()
              + " redirects to "
              + target.getScheme()
              + "://"
              + target.getHost()
              + ", which is not followed: only web servers are, and none without encryption from"
              + " one with it.");
    }
    return target;
  }

  /**
   * With an escape for each character that an address may not hold, as a signed one sometimes does.
   */
  private static String legal(String location) {
    StringBuilder text = new StringBuilder();
    for (byte b : location.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0x20 && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0;
      text.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
    }
    return text.toString();
  }

  static boolean sameServer(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** Seconds, or a date. */
  private Optional<Duration> retryAfter(HubAnswer answer) {
    if (answer.number("Retry-After").isPresent()) {
      long seconds = Math.min(answer.number("Retry-After").getAsLong(), Integer.MAX_VALUE);
      return Optional.of(Duration.ofSeconds(seconds));
    }
    return answer
        .header("Retry-After")
        .flatMap(
            text -> {
              try {
                ZonedDateTime date =
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
                Duration wait = Duration.between(waiting.now(), date.toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }
}
