package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the content of one file into the cache. */
final class Download {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);

  /** What a file may be whose length the hub does not tell; it always tells that of weights. */
  private static final long LONGEST_UNKNOWN = 32 << 20;

  private final HubApi api;
  private final HubCache cache;
  private final RemoteFile file;
  private final HubProgress progress;
  private final long limit;

  Download(HubApi api, HubCache cache, RemoteFile file, HubProgress progress) {
    this.api = api;
    this.cache = cache;
    this.file = file;
    this.progress = progress;
    this.limit = file.size() < 0 ? LONGEST_UNKNOWN : file.size();
  }

  /** Makes the file appear in its snapshot, unless it or its content is there. */
  void run() {
    cache.prepare(file);
    try (HubLock lock = HubLock.take(cache.lock(file.etag()))) {
      if (Files.exists(cache.file(file))) {
        return;
      }
      boolean fresh = !cache.hasBlob(file);
      if (fresh) {
        fetch(cache.partial(file.etag(), lock.isExclusive()), lock.isExclusive());
      }
      cache.link(file, fresh);
    } catch (InterruptedException e) {
      throw Attempts.interrupted(file.name(), e);
    } catch (ClosedByInterruptException e) {
      throw new ClassifineException(file.name() + ": interrupted.", e);
    } catch (IOException e) {
      throw cache.failure(e);
    }
  }

  /**
   * Fetches until the content is right. One that is wrong is fetched once more from its start: the
   * part that was resumed may have been damaged.
   */
  private void fetch(Path partial, boolean resumable) throws IOException, InterruptedException {
    try {
      transfer(partial);
      Optional<String> problem = problemOf(partial);
      if (problem.isPresent()) {
        LOG.warn("{}: {}; fetching it once more", file.name(), problem.get());
        Files.delete(partial);
        transfer(partial);
        problem = problemOf(partial);
      }
      if (problem.isPresent()) {
        Files.delete(partial);
        throw api.error(
            file.name()
                + ": what came is damaged, twice: "
                + problem.get()
                + ". Nothing of it was kept. Try again later, or through another network or hub"
                + " (HF_ENDPOINT).");
      }
      cache.keep(partial, file);
    } finally {
      if (!resumable) {
        Files.deleteIfExists(partial);
      }
    }
  }

  private Optional<String> problemOf(Path partial) throws IOException {
    long size = Files.size(partial);
    if (size > limit) {
      return Optional.of("it is longer than " + limit + " bytes");
    }
    if (file.size() >= 0 && size != file.size()) {
      return Optional.of("it has " + size + " bytes, and must have " + file.size());
    }
    return file.etag().problemOf(partial);
  }

  /** Asks for the bytes until an answer has come to its end. */
  private void transfer(Path partial) throws IOException, InterruptedException {
    Attempts attempts = api.attempts(file);
    try (FileChannel out =
        FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (file.size() < 0 || out.size() > limit) {
        out.truncate(0);
      }
      long most = out.size();
      cache.needsRoom(Math.max(0, file.size() - most));
      progress.at(file.name(), most, file.size());
      while (file.size() < 0 || out.size() < file.size()) {
        try (HubAnswer answer = ask(out)) {
          if (answer.status() == 416) {
            out.truncate(0);
            throw new CutException(new IOException("the hub cannot continue the file"));
          }
          receive(answer, out);
          break;
        } catch (CutException cut) {
          if (out.size() > most) {
            most = out.size();
            attempts.progressed();
          }
          attempts.failed(cut.reason());
          if (file.size() < 0) {
            out.truncate(0);
          }
        }
      }
      out.force(true);
    }
  }

  private HubAnswer ask(FileChannel out) throws IOException {
    long have = out.size();
    try {
      return api.content(file, have);
    } catch (IOException e) {
      throw new CutException(e);
    }
  }

  /** Writes the body to the end, or one byte more than the file may have. */
  private void receive(HubAnswer answer, FileChannel out) throws IOException, InterruptedException {
    if (out.size() > 0 && !answer.continuesFrom(out.size())) {
      out.truncate(0);
      progress.at(file.name(), 0, file.size());
    }
    out.position(out.size());
    for (ByteBuffer piece = next(answer); piece != null; piece = next(answer)) {
      long room = limit + 1 - out.position();
      piece.limit((int) Math.min(piece.limit(), piece.position() + room));
      while (piece.hasRemaining()) {
        out.write(piece);
      }
      if (out.position() > limit) {
        return;
      }
      progress.at(file.name(), out.position(), file.size());
    }
  }

  private static ByteBuffer next(HubAnswer answer) throws IOException, InterruptedException {
    try {
      return answer.body().next();
    } catch (IOException e) {
      throw new CutException(e);
    }
  }

  /** The network failed, and not the disk. */
  private static final class CutException extends IOException {

    private static final long serialVersionUID = 1L;

    CutException(IOException reason) {
      super(reason);
    }

    IOException reason() {
      return (IOException) getCause();
    }
  }
}
