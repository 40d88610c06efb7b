package dev.classifine.text;

import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import dev.classifine.io.Sha256;
import dev.classifine.io.WholeFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that keeps tokens, so that the next run need not make them again. An entry is one file,
 * named by the SHA-256 of its key; it appears whole or not at all, and several processes may share
 * the folder. An entry that is damaged is never used. Nothing is ever deleted: that is the user's.
 */
public final class TokenCache {

  private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
  private static final String ENDING = ".tokens";

  private final Path folder;

  /**
   * Makes the folder where it is not there.
   *
   * @throws UsageException if it cannot be made, or is a file
   */
  public TokenCache(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException(
          "--token-cache: "
              + folder
              + " cannot be made: "
              + Reason.of(e)
              + ". It must be a folder that you may write to.");
    }
  }

  /**
   * The tokens of a key, where they are kept. Of a file that is damaged or of something else, and
   * of one that cannot be read, the log tells.
   *
   * @param key all that the tokens depend on, by name
   */
  public Optional<EncodedTexts> read(Map<String, Object> key) {
    Path file = file(key);
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(TokenFile.read(in, Files.size(file), Json.line(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (EOFException | UTFDataFormatException e) {
      return unusable(file, "it ends too early or is damaged");
    } catch (IOException e) {
      return unusable(
          file, e instanceof TokenFile.DamagedException ? e.getMessage() : Reason.of(e));
    }
  }

  private static Optional<EncodedTexts> unusable(Path file, String why) {
    LOG.warn("{}: not used: {}. The texts are tokenised anew and it is replaced.", file, why);
    return Optional.empty();
  }

  /**
   * Keeps tokens, in place of what the key may have had. Where that fails, as on a full disk, the
   * log tells.
   */
  public void write(Map<String, Object> key, EncodedTexts texts) {
    Path file = file(key);
    try {
      Path partial =
          folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".partial");
      try {
        write(partial, Json.line(key), texts);
        WholeFile.place(partial, file);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot be written: {}. The next run makes the tokens again.", file, Reason.of(e));
    }
  }

  private static void write(Path partial, String key, EncodedTexts texts) throws IOException {
    try (FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      TokenFile.write(out, key, texts);
      channel.force(true);
    }
  }

  /** Where the tokens of a key are kept. */
  public Path file(Map<String, Object> key) {
    byte[] text = Json.line(key).getBytes(StandardCharsets.UTF_8);
    return folder.resolve(Sha256.of(text) + ENDING);
  }
}
