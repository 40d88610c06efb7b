package dev.classifine.data;

/** Where the rows of an input stand, for errors and warnings. */
@FunctionalInterface
public interface RowPlaces {

  /**
   * The place of a row.
   *
   * @param line the row's {@link Example#line}
   */
  String of(long line);

  /** Lines of a file: {@code train.csv:17}. */
  static RowPlaces lines(String source) {
    record Lines(String source) implements RowPlaces {
      @Override
      public String of(long line) {
        return source + ":" + line;
      }
    }
    return new Lines(source);
  }

  /** Rows of a table: {@code data.parquet, row 17}. */
  static RowPlaces rows(String source) {
    record Numbers(String source) implements RowPlaces {
      @Override
      public String of(long row) {
        return source + ", row " + row;
      }
    }
    return new Numbers(source);
  }
}
