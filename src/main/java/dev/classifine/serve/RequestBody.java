package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The JSON text of a request. */
final class RequestBody {

  private static final String TYPE = "application/json";

  /**
   * A client that still sends does not read: of a body that is too large so much is thrown away.
   */
  private static final long MOST_DISCARDED = 16_000_000;

  private RequestBody() {}

  /**
   * Reads it.
   *
   * @param limit the most bytes
   * @throws RefusedException if it has another type (415), more bytes (413), or is not UTF-8 (400)
   * @throws IOException if the client went away, or took too long
   */
  static String read(HttpExchange exchange, int limit) throws IOException {
    checkType(exchange.getRequestHeaders().getFirst("Content-Type"));
    InputStream in = exchange.getRequestBody();
    byte[] bytes = in.readNBytes(limit);
    if (bytes.length == limit && in.read() >= 0) {
      throw new RefusedException(
          413, "The body has more than " + limit + " bytes. Send its texts in several requests.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(400, "The body is not valid UTF-8, which JSON must be.");
    }
  }

  private static void checkType(String type) {
    String[] parts = type == null ? new String[] {"none"} : type.split(";", -1);
    boolean known =
        parts[0].strip().equalsIgnoreCase(TYPE)
            && Arrays.stream(parts).skip(1).allMatch(RequestBody::isKnownParameter);
    if (!known) {
      throw new RefusedException(
          415,
          "The content type is "
              + (type == null ? "missing" : "\"" + type + "\"")
              + ". It must be "
              + TYPE
              + ", in UTF-8.");
    }
  }

  private static boolean isKnownParameter(String parameter) {
    String text = parameter.strip().toLowerCase(Locale.ROOT).replace("\"", "");
    return text.isEmpty() || text.equals("charset=utf-8");
  }

  /** Reads on and throws away, as far as that is worth it. */
  static void discard(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] buffer = new byte[1 << 16];
    long left = MOST_DISCARDED;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = in.read(buffer);
    }
  }
}
