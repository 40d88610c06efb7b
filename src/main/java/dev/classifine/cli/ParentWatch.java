package dev.classifine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Learns from the end of a stream that this process should end: who started it holds the other end,
 * closes it to ask, and cannot but close it by being killed.
 */
final class ParentWatch {

  private ParentWatch() {}

  /**
   * Watches from now on, in a thread that keeps no process alive.
   *
   * @param from what is read, and thrown away
   * @param atEnd what is done at its end
   */
  static Thread start(InputStream from, Runnable atEnd) {
    Thread thread = new Thread(() -> watch(from, atEnd), "parent-watch");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void watch(InputStream from, Runnable atEnd) {
    try {
      from.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A pipe that cannot be read is one whose other end is gone.
    }
    atEnd.run();
  }
}
