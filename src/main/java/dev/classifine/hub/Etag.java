package dev.classifine.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the hub calls a file's content. For a large file it is the SHA-256 of the bytes, for one
 * that is kept in git the SHA-1 of git's blob: both can be checked. It is also the content's name
 * in the cache, and so must be a plain file name.
 */
record Etag(String value) {

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern GIT_SHA1 = Pattern.compile("[0-9a-f]{40}");

  /** Reads the header; nothing if its value is not a plain file name. */
  static Optional<Etag> parse(String header) {
    String text = header.strip();
    if (text.startsWith("W/")) {
      text = text.substring(2);
    }
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    return SAFE.matcher(text).matches() ? Optional.of(new Etag(text)) : Optional.empty();
  }

  /**
   * What is wrong with a file that should have this content; nothing if it is right, or if the etag
   * is not a hash.
   */
  Optional<String> problemOf(Path file) throws IOException {
    String found;
    String kind;
    if (SHA256.matcher(value).matches()) {
      kind = "SHA-256";
      found = hash(digest("SHA-256"), file);
    } else if (GIT_SHA1.matcher(value).matches()) {
      kind = "git SHA-1";
      MessageDigest digest = digest("SHA-1");
      digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
      found = hash(digest, file);
    } else {
      return Optional.empty();
    }
    return found.equals(value)
        ? Optional.empty()
        : Optional.of("its " + kind + " is " + found + ", and must be " + value);
  }

  private static String hash(MessageDigest digest, Path file) throws IOException {
    byte[] piece = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }
}
