package dev.classifine.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;

/** What a person can be told of an {@link IOException}, whose own message is often a bare path. */
public final class Reason {

  private Reason() {}

  /** A few words, for the middle of a sentence. */
  public static String of(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    if (e instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is there already and is not a folder";
    }
    if (e instanceof NotDirectoryException file) {
      return file.getFile() + " is not a folder";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
