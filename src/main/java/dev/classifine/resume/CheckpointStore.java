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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints {@code checkpoint-STEP} of an output folder. One that bears its name was written
 * to the end: it is made under another name, sealed with checksums and then renamed, and it is
 * renamed before it is deleted. A crash leaves at most a folder whose name begins with a dot.
 */
public final class CheckpointStore implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{1,18})");
  private static final Pattern LEFT_OVER =
      Pattern.compile("\\.checkpoint-[0-9]+\\.(partial|deleted)");

  private final Path output;
  private final RunLock lock;

  private CheckpointStore(Path output, RunLock lock) {
    this.output = output;
    this.lock = lock;
  }

  /**
   * Takes hold of an output folder, so that no other run writes to it, and deletes what a crash
   * left half-written or half-deleted.
   *
   * @param output a folder that is there
   * @throws ClassifineException if another run holds it, or it cannot be written to
   */
  public static CheckpointStore open(Path output) {
    CheckpointStore store = new CheckpointStore(output, RunLock.take(output));
    store.sweep();
    return store;
  }

  /** Whether a file of an output folder tells that a run wrote to it. */
  public static boolean isOfRun(String name) {
    return name.equals("run.json") || NAME.matcher(name).matches();
  }

  /** Whether a file of an output folder is what a crash leaves, and of no worth. */
  public static boolean isLeftOver(String name) {
    return name.equals(RunLock.FILE) || LEFT_OVER.matcher(name).matches();
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
    if (!Files.isDirectory(output)) {
      return List.of();
    }
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
    Path partial = output.resolve(".checkpoint-" + step + ".partial");
    boolean written = false;
    try {
      Folders.delete(partial);
      Files.createDirectory(partial);
      content.accept(partial);
      Checksums.write(partial);
      Folders.force(partial);
      delete(step);
      Files.move(partial, folder(step), StandardCopyOption.ATOMIC_MOVE);
      Folders.force(output);
      written = true;
      return folder(step);
    } catch (IOException e) {
      throw new ClassifineException(
          folder(step)
              + ": cannot be written: "
              + Reason.of(e)
              + ". Older checkpoints are unharmed. Make room, or let the folder be written to, and"
              + " go on with --resume.",
          e);
    } finally {
      if (!written) {
        deleteQuietly(partial);
      }
    }
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
   * Deletes the oldest checkpoints beyond a number.
   *
   * @param limit how many stay, at least 1
   * @param always steps whose checkpoints stay in any case and do not count
   */
  public void keep(int limit, Collection<Long> always) {
    List<Long> others = steps().stream().filter(step -> !always.contains(step)).toList();
    try {
      for (long step : others.subList(0, Math.max(0, others.size() - limit))) {
        delete(step);
      }
    } catch (IOException e) {
      throw new ClassifineException(
          output + ": an old checkpoint cannot be deleted: " + Reason.of(e) + ".", e);
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

  /** Deletes every checkpoint: another run begins in the folder. */
  public void clear() {
    try {
      for (long step : steps()) {
        delete(step);
      }
    } catch (IOException e) {
      throw new ClassifineException(
          output + ": an old run's checkpoint cannot be deleted: " + Reason.of(e) + ".", e);
    }
  }

  private void sweep() {
    names().stream()
        .filter(name -> LEFT_OVER.matcher(name).matches())
        .forEach(name -> deleteQuietly(output.resolve(name)));
  }

  private void delete(long step) throws IOException {
    if (Files.exists(folder(step))) {
      Path deleted = output.resolve(".checkpoint-" + step + ".deleted");
      Folders.delete(deleted);
      Files.move(folder(step), deleted, StandardCopyOption.ATOMIC_MOVE);
      Folders.delete(deleted);
    }
  }

  private List<String> names() {
    try {
      return Folders.names(output);
    } catch (IOException e) {
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
