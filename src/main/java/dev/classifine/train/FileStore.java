package dev.classifine.train;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Features in a temporary file, of which the system keeps in memory what it has room for. The file
 * has no name any more once it is open (on Windows, until it is closed), so nothing of it is left
 * behind, even where the process is killed.
 */
final class FileStore implements FeatureStore {

  private final Path folder;
  private final FileChannel channel;

  /**
   * @param folder on a disk with so much room
   * @param size how many bytes will be written
   * @throws ClassifineException if the disk has less room, or no file can be made
   */
  FileStore(Path folder, long size) {
    this.folder = folder;
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < size) {
        throw cannotKeep(
            "they take " + (size >> 20) + " MiB, and " + (free >> 20) + " MiB are free", null);
      }
      this.channel =
          FileChannel.open(
              Files.createTempFile(folder, "classifine", ".features"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw cannotKeep(Reason.of(e), e);
    }
  }

  /** The folder that the system names for temporary files. */
  static Path folder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  @Override
  public void write(long place, ByteBuffer bytes) {
    try {
      for (long at = place; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw cannotKeep(Reason.of(e), e);
    }
  }

  @Override
  public void read(long place, ByteBuffer into) {
    try {
      for (long at = place; into.hasRemaining(); ) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw new EOFException("the file is shorter than it was");
        }
        at += read;
      }
    } catch (IOException e) {
      throw cannotKeep(Reason.of(e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotKeep(Reason.of(e), e);
    }
  }

  private ClassifineException cannotKeep(String why, IOException cause) {
    return new ClassifineException(
        "The features of the frozen layers cannot be kept in the folder for temporary files, "
            + folder
            + ": "
            + why
            + ". Free some space there, name another folder with -Djava.io.tmpdir, raise"
            + " --feature-cache-limit, or keep nothing with --no-feature-cache.",
        cause);
  }
}
