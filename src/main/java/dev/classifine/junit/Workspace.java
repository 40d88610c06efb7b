package dev.classifine.junit;

import dev.classifine.TextClassifier;
import dev.classifine.io.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What an experiment makes and its end takes away: a temporary folder and open classifiers. */
final class Workspace implements AutoCloseable {

  private final Deque<TextClassifier> opened = new ArrayDeque<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> arrays = new HashSet<>();
  private Path folder;
  private boolean closed;

  /** The temporary folder. */
  synchronized Path folder() {
    checkOpen();
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("classifine-");
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }

  /** A new folder within it: the name with a number, from 1. */
  synchronized Path newFolder(String name) {
    Path path = folder().resolve(name + "-" + counts.merge(name, 1, Integer::sum));
    try {
      return Files.createDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads a checkpoint onto the processor, to be closed with the workspace. */
  synchronized TextClassifier load(Path checkpoint) {
    checkOpen();
    Set<String> before = NativeMemory.arrays().keySet();
    TextClassifier classifier = TextClassifier.load(checkpoint.toString(), "cpu", 0);
    opened.push(classifier);
    Set<String> made = new HashSet<>(NativeMemory.arrays().keySet());
    made.removeAll(before);
    arrays.addAll(made);
    return classifier;
  }

  /** The native arrays of what was loaded, which live as long as the workspace. */
  synchronized Set<String> arrays() {
    return Set.copyOf(arrays);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The experiment is over: it ends with the test (or the class) that it was a parameter"
              + " of, and its folder and classifiers are gone. Use it, and what it trained, only in"
              + " that test.");
    }
  }

  /** Closes what was loaded and deletes the folder; a second call does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    try {
      if (folder != null) {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the experiment's folder cannot be deleted", e);
    }
  }
}
