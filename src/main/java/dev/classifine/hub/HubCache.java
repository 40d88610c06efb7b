package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model's folder in the cache, in the layout of Python's {@code huggingface_hub}.
 *
 * <pre>
 * models--org--name/blobs/ETAG              the content of a file
 * models--org--name/snapshots/COMMIT/FILE   a relative link to it, or the file itself
 * models--org--name/refs/REVISION           the commit of a branch or a tag
 * </pre>
 *
 * Everything gets its name by a move, so a reader of either language sees all of it or none.
 */
final class HubCache {

  private static final Logger LOG = LoggerFactory.getLogger(HubCache.class);

  /** Ours alone: Python never writes into a file of such a name, nor deletes it. */
  private static final String OURS = ".classifine";

  private static final String TAG = "Signature: 8a477f597d28d172789f06886806bc55\n";

  private final Path root;
  private final Path folder;
  private final HubModel model;

  HubCache(Path root, HubModel model) {
    this.root = root;
    this.model = model;
    this.folder = root.resolve(folderName(model));
  }

  private static String folderName(HubModel model) {
    return "models--" + model.id().replace("/", "--");
  }

  /** The commit that the revision was when it was last asked for. */
  Optional<String> commit() {
    if (model.isCommit()) {
      return Optional.of(model.revision());
    }
    try {
      Path ref = folder.resolve("refs").resolve(model.revision());
      if (!Files.isRegularFile(ref) || Files.size(ref) > 100) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(ref).strip()).filter(HubModel::isCommit);
    } catch (IOException e) {
      LOG.debug("{}: the cached revision cannot be read", model, e);
      return Optional.empty();
    }
  }

  /** The folder with a commit's files, which need not be there. */
  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  Path file(RemoteFile file) {
    return snapshot(file.commit()).resolve(file.name());
  }

  Path blob(Etag etag) {
    return folder.resolve("blobs").resolve(etag.value());
  }

  /** What is there of a content that is on its way. */
  Path partial(Etag etag, boolean shared) {
    String own = shared ? "" : "." + UUID.randomUUID();
    return blob(etag).resolveSibling(etag.value() + OURS + own + ".incomplete");
  }

  Path lock(Etag etag) {
    return root.resolve(".locks").resolve(folderName(model)).resolve(etag.value() + OURS + ".lock");
  }

  /** Whether the content is there, and not of another length. */
  boolean hasBlob(RemoteFile file) throws IOException {
    Path blob = blob(file.etag());
    return Files.isRegularFile(blob) && (file.size() < 0 || Files.size(blob) == file.size());
  }

  /** Makes the folders for a file. */
  void prepare(RemoteFile file) {
    try {
      Files.createDirectories(folder.resolve("blobs"));
      Files.createDirectories(snapshot(file.commit()));
      if (Files.notExists(root.resolve("CACHEDIR.TAG"))) {
        write(root.resolve("CACHEDIR.TAG"), TAG + "# Models from the Hugging Face hub.\n");
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Fails if a download would fill the disk.
   *
   * @param bytes how many are still to be written
   */
  void needsRoom(long bytes) throws IOException {
    FileStore store = Files.getFileStore(folder.resolve("blobs"));
    if (store.getTotalSpace() > 0 && store.getUsableSpace() < bytes) {
      throw new IOException(
          bytes + " bytes are needed and " + store.getUsableSpace() + " are free on the disk");
    }
  }

  /** Gives a whole download its name. */
  void keep(Path partial, RemoteFile file) throws IOException {
    WholeFile.place(partial, blob(file.etag()));
  }

  /**
   * Puts a content into the snapshot: as a relative link or, where there are no links, as a file.
   *
   * @param fresh whether nobody else can have a link to the content yet, so that it can be moved
   */
  void link(RemoteFile file, boolean fresh) throws IOException {
    Path target = file(file);
    if (Files.exists(target)) {
      return;
    }
    Files.deleteIfExists(target); // a link to a content that is gone
    Path blob = blob(file.etag());
    try {
      Files.createSymbolicLink(target, target.getParent().relativize(blob));
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{}: linked by another process", target);
    } catch (UnsupportedOperationException | IOException e) {
      LOG.debug("{}: no symbolic link can be made", target, e);
      if (fresh) {
        Files.move(blob, target, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Path copy = beside(target);
        Files.copy(blob, copy);
        Files.move(copy, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Remembers which commit the revision is; a snapshot is usable without. */
  void remember(String commit) {
    if (commit().equals(Optional.of(commit))) {
      return;
    }
    try {
      Path ref = folder.resolve("refs").resolve(model.revision());
      Files.createDirectories(ref.getParent());
      write(ref, commit);
    } catch (IOException e) {
      LOG.warn("{}: cannot be found offline: {}", model, failure(e).getMessage());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path partial = beside(file);
    try {
      Files.writeString(partial, text);
      WholeFile.place(partial, file);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** A name that no other process writes to. */
  private static Path beside(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".partial");
  }

  /** The error that the cache cannot be written. */
  ClassifineException failure(IOException e) {
    return new ClassifineException(
        folder
            + ": the cache of hub models cannot be written: "
            + Reason.of(e)
            + ". Free some space, or set HF_HUB_CACHE to a folder that you may write to.",
        e);
  }
}
