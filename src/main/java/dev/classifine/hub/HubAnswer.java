package dev.classifine.hub;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer, after redirects.
 *
 * @param fromHub whether the hub itself gave it, and not a storage server
 */
record HubAnswer(HttpResponse<Body> response, boolean fromHub) implements AutoCloseable {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-.*");

  int status() {
    return response.statusCode();
  }

  URI uri() {
    return response.uri();
  }

  Body body() {
    return response.body();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** A header that is a whole number of bytes. */
  OptionalLong number(String name) {
    String text = header(name).orElse("").strip();
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** Whether the body is compressed, so that its length is not that of the file. */
  boolean isEncoded() {
    return !header("Content-Encoding").orElse("identity").strip().equalsIgnoreCase("identity");
  }

  /** Whether the body is the rest of the file from this place on. */
  boolean continuesFrom(long place) {
    Matcher range = CONTENT_RANGE.matcher(header("Content-Range").orElse(""));
    return status() == 206 && range.matches() && Long.parseLong(range.group(1)) == place;
  }

  @Override
  public void close() {
    body().close();
  }
}
