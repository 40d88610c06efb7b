package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.SealedFile;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the weights that {@link MavenModel}s have compressed in a jar as {@code .safetensors}
 * files, so that only a model's first start unpacks them. A file is read where it is the very jar's
 * and as it was written; any other is written anew. Where nothing can be kept, all is as without.
 */
final class WeightsCache {

  /** To be raised where the same jar gives other names, shapes or bytes than before. */
  private static final int LAYOUT = 1;

  /** How many times a file's size there must be room for: a cache is not to fill a disk. */
  private static final int ROOM = 2;

  private static final String UNFINISHED = ".unfinished";
  private static final Duration LONGEST_WRITING = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(WeightsCache.class);

  private final Optional<Path> folder;

  /**
   * @param folder made when it is needed; empty where nothing is to be kept
   */
  WeightsCache(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * Opens a model's weights.
   *
   * @param packed what its weights are in the jar
   * @param describe what to call them in errors
   * @param unpack opens them in the jar, where they are not kept
   */
  TensorSource open(
      MavenModel model, PackedFile packed, String describe, Supplier<TensorSource> unpack) {
    if (folder.isEmpty()) {
      return unpack.get();
    }
    Path file = folder.get().resolve(name(model, packed));
    return kept(file, describe).orElseGet(() -> keep(file, packed, describe, unpack.get()));
  }

  private static String name(MavenModel model, PackedFile packed) {
    return String.format(
        Locale.ROOT,
        "%s-%s-%d-%08x.v%d.safetensors",
        model.title(),
        model.coordinates().version(),
        packed.size(),
        packed.crc(),
        LAYOUT);
  }

  private static Optional<TensorSource> kept(Path file, String describe) {
    try {
      return isWhole(file) ? Optional.of(Safetensors.open(file, describe)) : Optional.empty();
    } catch (ClassifineException e) {
      LOG.debug("{} is of no use: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isWhole(Path file) {
    try {
      return Files.isRegularFile(file) && SealedFile.isWhole(file);
    } catch (IOException | ClassifineException e) {
      LOG.debug("{} cannot be compared with its seal: {}", file, Reason.of(e));
      return false;
    }
  }

  /** Writes the file and opens it, in place of the source; or gives the source where it cannot. */
  private static TensorSource keep(
      Path file, PackedFile packed, String describe, TensorSource unpacked) {
    TensorSource source = null;
    try {
      write(file, packed, unpacked);
      source = Safetensors.open(file, describe);
    } catch (IOException | ClassifineException e) {
      LOG.debug("The weights of {} are not kept in {}: {}", describe, file, Reason.of(e));
      source = unpacked;
    } finally {
      if (source != unpacked) {
        unpacked.close();
      }
    }
    return source;
  }

  /** Writes the file under a name of its own first: others may write it at the same time. */
  private static void write(Path file, PackedFile packed, TensorSource unpacked)
      throws IOException {
    Path folder = file.getParent();
    Files.createDirectories(folder);
    long room = Files.getFileStore(folder).getUsableSpace();
    if (room < ROOM * packed.size()) {
      throw new IOException("there are " + room + " bytes of room");
    }
    removeUnfinished(folder);
    Path made = Files.createTempFile(folder, file.getFileName() + ".", UNFINISHED);
    try {
      Safetensors.write(made, unpacked);
      SealedFile.place(made, file);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  /** Deletes what writers left that were killed: nobody writes for so long. */
  private static void removeUnfinished(Path folder) throws IOException {
    Instant old = Instant.now().minus(LONGEST_WRITING);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*.safetensors.*" + UNFINISHED + "*")) {
      for (Path file : files) {
        if (lastChange(file).isBefore(old)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Instant lastChange(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MAX; // its writer has just moved it
    }
  }
}
