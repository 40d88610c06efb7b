package dev.classifine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.io.Reason;
import dev.classifine.script.MappedArray;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the word embedding's table {@code [V, H]} lies. A large one that is only read, a row here
 * and there, need not be in memory: it is copied into a temporary file that is mapped.
 */
public final class WordTable {

  /** In memory as every parameter, for a training that writes all of it in each step. */
  public static final WordTable IN_MEMORY = new WordTable(Long.MAX_VALUE, false);

  /**
   * In a file where that saves memory: on a processor, from 64 MiB and below 2 GiB of float32, from
   * weights that can be read in parts, where the folder for temporary files has room and lies on a
   * disk. For inference, and for trainings of the rows that occur.
   */
  public static final WordTable MAPPED = new WordTable(64L << 20, false);

  /** How often the table must find room where it is to lie: what a run writes may lie there too. */
  private static final int ROOM = 3;

  private static final Logger LOG = LoggerFactory.getLogger(WordTable.class);

  /** File systems whose files lie in memory themselves. */
  private static final Set<String> OF_MEMORY = Set.of("tmpfs", "ramfs");

  private final long least;
  private final boolean anyFolder;

  /**
   * @param least how many bytes a table must have to be mapped
   * @param anyFolder whether a folder will do whose files lie in memory themselves
   */
  WordTable(long least, boolean anyFolder) {
    this.least = least;
    this.anyFolder = anyFolder;
  }

  /**
   * Reads a table into a file.
   *
   * @param manager closes the file
   * @return empty where it is to be in memory
   */
  Optional<NDArray> map(
      NDManager manager, ParameterSpec spec, TensorSource tensors, TensorInfo tensor) {
    long size = spec.shape().size() * Float.BYTES;
    boolean worthwhile =
        size >= least
            && size <= Integer.MAX_VALUE
            && !manager.getDevice().isGpu()
            && !isWindows() // where a file that is mapped cannot be deleted
            && tensors.hasParts(tensor.name());
    if (!worthwhile) {
      return Optional.empty();
    }
    try {
      checkRoom(Files.getFileStore(MappedArray.folder()), size);
      return Optional.of(
          MappedArray.create(
              manager, spec.shape(), (first, piece) -> tensors.read(tensor.name(), first, piece)));
    } catch (IOException e) {
      LOG.debug(
          "The word embedding takes {} MB of memory: the folder for temporary files, {}, cannot"
              + " hold it: {}. Another is named by -Djava.io.tmpdir.",
          size / 1_000_000,
          MappedArray.folder(),
          Reason.of(e));
      return Optional.empty();
    }
  }

  private void checkRoom(FileStore store, long size) throws IOException {
    if (!anyFolder && OF_MEMORY.contains(store.type())) {
      throw new IOException("it lies in memory itself: " + store.type());
    }
    long room = store.getUsableSpace();
    if (room < ROOM * size) {
      throw new IOException(
          "it has " + room / 1_000_000 + " MB of room, not " + ROOM + " times as much");
    }
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }
}
