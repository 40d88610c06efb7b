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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of files with wildcards, as {@link FileSystem#getPathMatcher} has them: {@code *} and
 * {@code ?} within a name, {@code **} across folders, <code>{a,b}</code> and {@code [0-9]}; beyond
 * that, <code>**&#47;</code> is any number of folders, also none. Files and folders whose name
 * begins with a dot are not meant, unless the pattern has a name that does. A link is what it leads
 * to; one that leads back to a folder in which it stands is left out.
 */
final class GlobPattern {

  private static final String WILDCARDS = "*?[{";
  private static final Pattern FOLDERS = Pattern.compile("(?<=^|/)\\*\\*/");

  /** An escaped character, a class, a group, folders, or any other character. */
  private static final Pattern PART =
      Pattern.compile(
          "\\\\.|\\[[^\\]]*]|\\{(?:\\\\.|[^}\\\\])*}|" + FOLDERS + "|.", Pattern.DOTALL);

  /** A dot at the begin of a name, or of one in a group. */
  private static final Pattern DOT = Pattern.compile("(^|/)(\\{([^}]*,)?)?\\.");

  private final String pattern;
  private final String folder; // up to and with the last separator before the first wildcard
  private final String rest;
  private final boolean dottedFolders; // whether names that begin with a dot are meant
  private final boolean dottedFiles;

  GlobPattern(String pattern) {
    this.pattern = pattern;
    int wildcard = firstWildcard(pattern);
    String before = pattern.substring(0, wildcard);
    int cut = Math.max(before.lastIndexOf('/'), before.lastIndexOf(File.separatorChar)) + 1;
    this.folder = pattern.substring(0, cut);
    this.rest = pattern.substring(cut);
    this.dottedFolders = DOT.matcher(rest).find();
    this.dottedFiles = DOT.matcher(rest.substring(rest.lastIndexOf('/') + 1)).find();
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
            public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
              return place.equals(base) || dottedFolders || !isDotted(place)
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!dottedFiles && isDotted(file) || !matcher.matches(base.relativize(file))) {
                return FileVisitResult.CONTINUE;
              }
              if (attributes.isSymbolicLink()) { // others were followed
                throw unreadable(file, new IOException("a link that leads to no file"));
              }
              if (attributes.isRegularFile()) {
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

  private static boolean isDotted(Path place) {
    return place.getFileName().toString().startsWith(".");
  }

  private PathMatcher matcher() {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob(rest));
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          pattern + ": not a pattern of file names: " + e.getDescription() + ".", e);
    }
  }

  /**
   * The same as Java has it, where <code>**&#47;</code> is one folder or more: a group of that and
   * of nothing. Groups do not nest, so that within one there is another alternative.
   */
  private static String glob(String pattern) {
    return PART.matcher(pattern)
        .replaceAll(
            found -> {
              String part = found.group();
              String glob =
                  part.equals("**/")
                      ? "{**/,}"
                      : part.length() > 1 && part.startsWith("{") ? group(part) : part;
              return Matcher.quoteReplacement(glob);
            });
  }

  private static String group(String group) {
    return Stream.of(group.substring(1, group.length() - 1).split("(?<!\\\\),", -1))
        .flatMap(
            name ->
                FOLDERS.matcher(name).find()
                    ? Stream.of(name, FOLDERS.matcher(name).replaceAll(""))
                    : Stream.of(name))
        .collect(Collectors.joining(",", "{", "}"));
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
