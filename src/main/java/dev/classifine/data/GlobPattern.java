package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Names of files with wildcards, as {@link FileSystem#getPathMatcher} has them: {@code *} and
 * {@code ?} within a name, {@code **} across folders, <code>{a,b}</code> and {@code [0-9]}. Files
 * whose name begins with a dot are not meant. A link is what it leads to; one that leads back to a
 * folder in which it stands is left out.
 */
final class GlobPattern {

  private static final String WILDCARDS = "*?[{";

  private final String pattern;
  private final String folder; // up to and with the last separator before the first wildcard
  private final String rest;

  GlobPattern(String pattern) {
    this.pattern = pattern;
    int wildcard = firstWildcard(pattern);
    String before = pattern.substring(0, wildcard);
    int cut = Math.max(before.lastIndexOf('/'), before.lastIndexOf(File.separatorChar)) + 1;
    this.folder = pattern.substring(0, cut);
    this.rest = pattern.substring(cut);
  }

  /** Whether a name has wildcards. */
  static boolean isPattern(String name) {
    return firstWildcard(name) < name.length();
  }

  /**
   * The files that fit, sorted by their names.
   *
   * @throws UsageException if none does, or the pattern is malformed
   */
  List<Path> files() {
    Path base = Path.of(folder);
    PathMatcher matcher = matcher();
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("[/\\\\]").length;
    if (!Files.isDirectory(base)) {
      throw new UsageException(
          pattern + ": there is no folder " + base + " with files that fit. Check the path.");
    }
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          base,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && !file.getFileName().toString().startsWith(".")
                  && matcher.matches(base.relativize(file))) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              if (e instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
              }
              throw unreadable(file, e);
            }
          });
    } catch (IOException e) {
      throw unreadable(base, e);
    }
    if (files.isEmpty()) {
      throw new UsageException(
          pattern + ": no file fits this pattern. Check the path, and quote the pattern.");
    }
    files.sort(Comparator.comparing(Path::toString));
    return files;
  }

  private PathMatcher matcher() {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + rest);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          pattern + ": not a pattern of file names: " + e.getDescription() + ".", e);
    }
  }

  private ClassifineException unreadable(Path place, IOException e) {
    return new ClassifineException(
        pattern
            + ": "
            + place
            + " cannot be read: "
            + Reason.of(e)
            + ". Make it readable, or give a pattern without it.",
        e);
  }

  private static int firstWildcard(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (WILDCARDS.indexOf(name.charAt(i)) >= 0) {
        return i;
      }
    }
    return name.length();
  }
}
