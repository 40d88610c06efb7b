package dev.classifine.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of a table: of a Parquet file, or what a query gives. */
final class TableInput implements OpenInput {

  private final SqlCursor cursor;
  private final RowPlaces places;
  private final Selection selection;
  private final List<String> columns; // of the whole table
  private final List<String> names; // of the cursor
  private final ColumnChoice choice;
  private final RowDigest digest; // null where none is asked for
  private boolean ended;
  private String sha256; // after the last row, where it is asked for

  private TableInput(
      SqlCursor cursor,
      String source,
      Selection selection,
      List<String> columns,
      boolean digested) {
    this.cursor = cursor;
    this.places = RowPlaces.rows(source);
    this.selection = selection;
    this.columns = columns;
    this.names = known(cursor.names(), selection.columns());
    this.choice = choice(names, selection, source);
    this.digest = digested ? new RowDigest(choice) : null;
  }

  /**
   * What a query gives.
   *
   * @param digested whether to take the fingerprint of what is read
   */
  static OpenInput query(QueryLocation query, Selection selection, boolean digested) {
    SqlCursor cursor = query.cursor();
    return made(cursor, query.source(), selection, cursor.names(), digested);
  }

  /** The fingerprint of what a query gives, as it is taken of rows that are read. */
  static String sha256(QueryLocation query, Columns columns) {
    Selection selection = new Selection(columns, null, LabelUse.REQUIRED);
    SqlCursor cursor = query.cursor();
    try (TableInput input = made(cursor, query.source(), selection, cursor.names(), true)) {
      while (input.advance()) {
        input.values();
      }
      return input.sha256;
    }
  }

  /**
   * The rows of a Parquet file; columns that are not used are not read, and the names of folders
   * give none.
   */
  static OpenInput parquet(Path file, Selection selection) {
    String source = file.toString();
    String from = " FROM read_parquet(?, hive_partitioning = false)";
    String path = DuckDb.literal(file);
    List<String> all;
    try (SqlCursor none = SqlCursor.ofFiles("SELECT *" + from + " LIMIT 0", source, path)) {
      all = List.copyOf(none.names());
    }
    List<String> names = known(all, selection.columns());
    ColumnChoice choice = choice(names, selection, source);
    String used =
        choice
            .inOrder()
            .filter(Objects::nonNull)
            .map(name -> DuckDb.quoted(all.get(names.indexOf(name))))
            .collect(Collectors.joining(", "));
    SqlCursor cursor = SqlCursor.ofFiles("SELECT " + used + from, source, path);
    return made(cursor, source, selection, all, false);
  }

  private static TableInput made(
      SqlCursor cursor,
      String source,
      Selection selection,
      List<String> columns,
      boolean digested) {
    try {
      return new TableInput(cursor, source, selection, columns, digested);
    } catch (ClassifineException e) {
      cursor.close();
      throw e;
    }
  }

  @Override
  public synchronized Example next() {
    if (!advance()) {
      return null;
    }
    Values values = values();
    String where = places.of(cursor.row());
    return new Example(
        text(values.text(), choice.text(), where),
        values.pair().isJsonNull() ? null : text(values.pair(), choice.textPair(), where),
        choice.label() == null ? null : label(values.label(), where),
        cursor.row(),
        choice.weight() == null ? 1 : RowWeight.ofJson(values.weight(), where));
  }

  /** Goes to the next row; whether there is one. After the last the fingerprint is whole. */
  private boolean advance() {
    if (ended) {
      return false;
    }
    ended = !cursor.next();
    if (ended && digest != null) {
      sha256 = digest.sha256();
    }
    return !ended;
  }

  /** A row's values, null where there is no such column. */
  private record Values(
      JsonElement text, JsonElement pair, JsonElement label, JsonElement weight) {}

  /** Those of the row, once: they are added to the fingerprint. */
  private Values values() {
    Values values =
        new Values(
            value(choice.text()),
            value(choice.textPair()),
            value(choice.label()),
            value(choice.weight()));
    if (digest != null) {
      digest.add(values.text(), values.pair(), values.label(), values.weight());
    }
    return values;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public RowPlaces places() {
    return places;
  }

  @Override
  public Optional<String> sha256() {
    return Optional.ofNullable(sha256);
  }

  /** Waits for a row that another thread is just reading: drivers free its memory. */
  @Override
  public synchronized void close() {
    cursor.close();
  }

  private JsonElement value(String column) {
    return column == null ? JsonNull.INSTANCE : cursor.value(names.indexOf(column));
  }

  private static String text(JsonElement value, String column, String where) {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new ClassifineException(
          "%s: \"%s\" is %s. A text must be a string: %s, or name another column."
              .formatted(
                  where,
                  column,
                  Json.kind(value),
                  value.isJsonNull() ? "leave the row out" : "convert it with CAST"));
    }
    return value.getAsString();
  }

  /** A text as a cell of CSV where that makes a list of it; else as in JSON. */
  private RawLabel label(JsonElement value, String where) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      String cell = primitive.getAsString();
      if (cell.startsWith("[") || selection.labelDelimiter() != null) {
        RawLabel label = LabelParser.ofCell(cell, selection.labelDelimiter(), where);
        if (label instanceof RawLabel.Many) {
          return label;
        }
      }
    }
    return LabelParser.ofJson(value, choice.label(), where);
  }

  private static ColumnChoice choice(List<String> names, Selection selection, String source) {
    ColumnChoice choice = ColumnChoice.of(names, selection.columns(), selection.labelUse(), source);
    Optional<String> twice =
        choice
            .inOrder()
            .filter(name -> name != null && names.indexOf(name) != names.lastIndexOf(name))
            .findFirst();
    if (twice.isPresent()) {
      throw new ClassifineException(
          "%s: the column \"%s\" is there twice. Rename one with AS."
              .formatted(source, twice.get()));
    }
    return choice;
  }

  /** The columns' names; those that are looked for as they are, since SQL knows no capitals. */
  private static List<String> known(List<String> names, Columns columns) {
    Set<String> wanted = new LinkedHashSet<>();
    Stream.of(columns.text(), columns.textPair(), columns.label(), columns.weight())
        .filter(Objects::nonNull)
        .forEach(wanted::add);
    wanted.addAll(ColumnChoice.usual());
    wanted.removeAll(names);
    List<String> known = new ArrayList<>();
    for (String name : names) {
      known.add(wanted.stream().filter(name::equalsIgnoreCase).findFirst().orElse(name));
    }
    return known;
  }
}
