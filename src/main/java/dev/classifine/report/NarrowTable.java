package dev.classifine.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns of text in a number of terminal columns. Where they are too wide, headers are
 * abbreviated, then cells cut, then the last of the columns that may go left out.
 */
final class NarrowTable {

  private static final String GAP = "  ";

  /** What a header keeps, however many columns there are. */
  private static final int LEAST_HEADER = 6;

  /** What cells keep: a number is not cut, since it would be another. */
  private static final int LEAST_CELL = 12;

  private final int width;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /** A column; its width is that of the text. */
  private static final class Column {
    private final String header;
    private final List<String> cells;
    private final boolean mayGo;
    private int width;

    Column(String header, List<String> cells, boolean mayGo) {
      this.header = header;
      this.cells = cells;
      this.mayGo = mayGo;
      this.width = Math.max(header.length(), cellWidth());
    }

    int cellWidth() {
      return cells.stream().mapToInt(String::length).max().orElse(0);
    }
  }

  NarrowTable(int width) {
    this.width = width;
  }

  /** Adds a column. */
  void add(String header, List<String> cells, boolean mayGo) {
    columns.add(new Column(header, cells, mayGo));
  }

  /** The table, its header first. */
  List<String> lines() {
    fit();
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(c -> pad(abbreviated(c.header, c.width), c)).toList()));
    int rows = columns.get(0).cells.size();
    for (int row = 0; row < rows; row++) {
      int index = row;
      lines.add(line(columns.stream().map(c -> pad(cut(c.cells.get(index), c.width), c)).toList()));
    }
    return lines;
  }

  /** What the headers that were abbreviated stand for. */
  Map<String, String> abbreviations() {
    Map<String, String> words = new LinkedHashMap<>();
    for (Column column : columns) {
      String shown = abbreviated(column.header, column.width);
      if (!shown.equals(column.header)) {
        words.put(shown, column.header);
      }
    }
    return words;
  }

  /** The headers of the columns that were left out. */
  List<String> leftOut() {
    return leftOut;
  }

  private void fit() {
    while (total() > width && (shrink(false) || shrink(true) || leaveOut())) {
      // Each narrows the table a little.
    }
  }

  private int total() {
    return columns.stream().mapToInt(column -> column.width).sum()
        + GAP.length() * (columns.size() - 1);
  }

  /** Takes one from the column with the most to give. */
  private boolean shrink(boolean cells) {
    Column widest = null;
    int most = 0;
    for (Column column : columns) {
      int cell = cells ? Math.min(LEAST_CELL, column.cellWidth()) : column.cellWidth();
      int least = Math.max(LEAST_HEADER, cell);
      if (column.mayGo && column.width - least > most) {
        most = column.width - least;
        widest = column;
      }
    }
    if (widest != null) {
      widest.width--;
    }
    return widest != null;
  }

  private boolean leaveOut() {
    for (int i = columns.size() - 1; i >= 0; i--) {
      if (columns.get(i).mayGo) {
        leftOut.add(0, columns.remove(i).header);
        return true;
      }
    }
    return false;
  }

  private static String line(List<String> cells) {
    return String.join(GAP, cells).stripTrailing();
  }

  private static String pad(String text, Column column) {
    return text + " ".repeat(column.width - text.length());
  }

  /** The first letters of each word, as many as there is room for: {@code lea-rat}. */
  static String abbreviated(String name, int width) {
    if (name.length() <= width) {
      return name;
    }
    String[] words = name.split("-");
    for (int letters = name.length(); letters >= 1; letters--) {
      List<String> begins = new ArrayList<>();
      for (String word : words) {
        begins.add(word.substring(0, Math.min(letters, word.length())));
      }
      String joined = String.join("-", begins);
      if (words.length > 1 && joined.length() <= width) {
        return joined;
      }
    }
    return cut(name, width);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
