package dev.classifine.model;

/** Tables for the tests of other packages. */
public final class WordTables {

  /** In a file, of whatever size and in whatever folder. */
  public static final WordTable ALWAYS_MAPPED = new WordTable(0, true);

  private WordTables() {}
}
