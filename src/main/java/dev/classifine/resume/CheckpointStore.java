package dev.classifine.resume;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints {@code checkpoint-STEP} of an output folder. One that bears its name was written
 * to the end: it is made under another name, sealed with checksums and then renamed, and it is
 * renamed before it is deleted. Where one of the same step is there, it keeps a name of its own
 * until the new one is in its place. A crash leaves at most a folder whose name begins with a dot.
 */
public final class CheckpointStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private static final String MANIFEST = "run.json";
  private static final Pattern NAME = Pattern.compile("checkpoint-(0|[1-9][0-9]{0,17})");
  private static final Pattern DAMAGED = Pattern.compile(NAME + "\\.damaged");
  private static final Pattern REPLACED = Pattern.compile("\\." + NAME + "\\.replaced");
  private static final Pattern LEFT_OVER =
      Pattern.compile(
          "\\.checkpoint-[0-9]+\\.(partial|deleted)|\\.run\\.json\\.partial|\\.classifine.*\\.probe");

  private final Path output;
  private final FolderLock lock;

  private CheckpointStore(Path output, FolderLock lock) {
    this.output = output;
    this.lock = lock;
  }

  /**
   * Takes hold of an output folder, so that no other run writes to it, and puts right what a crash
   * left half-written, half-replaced or half-deleted.
   *
   * @param output a folder that is there
   * @throws ClassifineException if another run holds it, it cannot be written to, or another
   *     program keeps checkpoints in it
   */
  public static CheckpointStore open(Path output) {
    CheckpointStore store = new CheckpointStore(output, FolderLock.take(output));
    boolean opened = false;
    try {
      store.checkOwn();
      store.sweep();
      opened = true;
      return store;
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /** Whether a run wrote to an output folder. */
  public static boolean holdsRun(Path output) throws IOException {
    for (String name : Folders.names(output)) {
      if (name.equals(MANIFEST)
          || REPLACED.matcher(name).matches()
          || NAME.matcher(name).matches()
              && Files.exists(output.resolve(name).resolve(Checksums.FILE))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a file of an output folder is what a crash leaves, and of no worth. */
  public static boolean isLeftOver(String name) {
    return name.equals(FolderLock.FILE) || LEFT_OVER.matcher(name).matches();
  }

  /** The folder that holds the checkpoints. */
  public Path output() {
    return output;
  }

  /** The place of a step's checkpoint. */
  public Path folder(long step) {
    return output.resolve("checkpoint-" + step);
  }

  /** The steps of which there is a checkpoint, good or damaged, ascending. */
  public List<Long> steps() {
    return names().stream()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .map(name -> Long.parseLong(name.group(1)))
        .sorted()
        .toList();
  }

  /**
   * Writes a checkpoint, replacing one of the same step.
   *
   * @param content writes the files into the folder that it is given
   * @return its folder
   * @throws ClassifineException if it cannot be written (disk full, no permission); older
   *     checkpoints are unharmed and what was written is gone
   */
  public Path write(long step, Consumer<Path> content) {
    check();
    Path partial = hidden(step, "partial");
    try {
      Folders.delete(partial);
      Files.createDirectory(partial);
      content.accept(partial);
      Checksums.write(partial);
      Folders.force(partial);
      check();
      replace(step, partial);
      return folder(step);
    } catch (IOException | ClassifineException e) {
      throw unwritten(step, e);
    } finally {
      deleteQuietly(partial);
    }
  }

  /** Puts a whole folder into a checkpoint's place; at no moment is there none. */
  private void replace(long step, Path whole) throws IOException {
    Path replaced = hidden(step, "replaced");
    boolean isThere = Files.exists(folder(step));
    if (isThere) {
      Folders.delete(replaced);
      Files.move(folder(step), replaced, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(whole, folder(step), StandardCopyOption.ATOMIC_MOVE);
    Folders.force(output);
    if (isThere) {
      deleteQuietly(replaced);
    }
  }

  private ClassifineException unwritten(long step, Exception e) {
    check(); // a folder that is gone explains it better
    Throwable cause = e instanceof ClassifineException ? e.getCause() : e;
    String reason = cause instanceof IOException io ? Reason.of(io) + "." : e.getMessage();
    return new ClassifineException(
        folder(step)
            + ": cannot be written: "
            + reason
            + " Older checkpoints are unharmed. Make room, or let the folder be written to, and go"
            + " on with --resume.",
        e);
  }

  /**
   * The checkpoint of the most steps whose files are as they were written. Newer ones that are
   * damaged are set aside as {@code checkpoint-STEP.damaged}.
   *
   * @param refused hears of each of these, why
   */
  public Optional<SavedCheckpoint> newest(Consumer<String> refused) {
    List<Long> newestFirst = new ArrayList<>(steps());
    Collections.reverse(newestFirst);
    for (long step : newestFirst) {
      try {
        Checksums.verify(folder(step));
        return Optional.of(new SavedCheckpoint(step, folder(step)));
      } catch (ClassifineException e) {
        refused.accept(e.getMessage());
        setAside(step);
      }
    }
    return Optional.empty();
  }

  private void setAside(long step) {
    Path aside = output.resolve("checkpoint-" + step + ".damaged");
    try {
      Folders.delete(aside);
      Files.move(folder(step), aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ClassifineException(
          folder(step) + ": is damaged and cannot be set aside: " + Reason.of(e) + ".", e);
    }
  }

  /**
   * Checks a checkpoint's files.
   *
   * @throws ClassifineException if one is missing or not as it was written
   */
  public void verify(Path folder) {
    Checksums.verify(folder);
  }

  /**
   * Deletes the oldest checkpoints beyond a number. One that cannot be deleted is warned of and
   * tried again the next time.
   *
   * @param limit how many stay, at least 1
   * @param written the step of the newest one, whatever the numbers of others
   * @param always steps whose checkpoints stay in any case and do not count
   */
  public void keep(int limit, long written, Collection<Long> always) {
    List<Long> others =
        steps().stream()
            .filter(step -> !always.contains(step))
            .sorted(Comparator.comparing(step -> step == written)) // which comes last
            .toList();
    for (long step : others.subList(0, Math.max(0, others.size() - limit))) {
      try {
        delete(step);
      } catch (IOException e) {
        LOG.warn("{}: an old checkpoint cannot be deleted: {}.", folder(step), Reason.of(e));
      }
    }
  }

  /**
   * Checks that the output folder is still the one that was opened.
   *
   * @throws ClassifineException if it was moved, deleted or replaced
   */
  public void check() {
    lock.check();
  }

  /** Deletes every checkpoint, good or set aside: another run begins in the folder. */
  public void clear() {
    try {
      for (long step : steps()) {
        delete(step);
      }
      for (String name : names()) {
        if (DAMAGED.matcher(name).matches()) {
          Folders.delete(output.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new ClassifineException(
          output + ": an old run's checkpoint cannot be deleted: " + Reason.of(e) + ".", e);
    }
  }

  /** Other programs name their checkpoints alike; those are not ours to delete. */
  private void checkOwn() {
    try {
      if (!steps().isEmpty() && !holdsRun(output)) {
        throw new ClassifineException(
            "--output: "
                + folder(steps().get(0))
                + " is not a checkpoint of Classifine, and would be deleted. Choose another"
                + " folder, or move it away.");
      }
    } catch (IOException e) {
      throw new ClassifineException(output + ": cannot be listed: " + Reason.of(e) + ".", e);
    }
  }

  /** Ends what a crash cut: a checkpoint that was replaced by none comes back. */
  private void sweep() {
    for (String name : names()) {
      Matcher replaced = REPLACED.matcher(name);
      if (replaced.matches() && !Files.exists(folder(Long.parseLong(replaced.group(1))))) {
        restore(output.resolve(name), folder(Long.parseLong(replaced.group(1))));
      } else if (replaced.matches() || LEFT_OVER.matcher(name).matches()) {
        deleteQuietly(output.resolve(name));
      }
    }
  }

  private static void restore(Path replaced, Path folder) {
    try {
      Files.move(replaced, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ClassifineException(
          replaced + ": cannot be renamed to " + folder + ": " + Reason.of(e) + ".", e);
    }
  }

  private void delete(long step) throws IOException {
    if (Files.exists(folder(step))) {
      Path deleted = hidden(step, "deleted");
      Folders.delete(deleted);
      Files.move(folder(step), deleted, StandardCopyOption.ATOMIC_MOVE);
      Folders.delete(deleted);
    }
  }

  private Path hidden(long step, String state) {
    return output.resolve(".checkpoint-" + step + "." + state);
  }

  private List<String> names() {
    try {
      return Folders.names(output);
    } catch (IOException e) {
      check(); // a folder that is gone explains it better
      throw new ClassifineException(output + ": cannot be listed: " + Reason.of(e) + ".", e);
    }
  }

  /** Lets go of the folder. */
  @Override
  public void close() {
    lock.close();
  }

  /** A failure on its way says more; a left-over is tried again at the next start. */
  private static void deleteQuietly(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException ignored) {
      // The next start sweeps again.
    }
  }
}
