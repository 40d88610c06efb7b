package dev.classifine.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A chart with the table beside it.
 *
 * @param id distinct on the page
 * @param title what it shows
 * @param note a sentence on how to read it; may be empty
 * @param kind how it is drawn
 * @param x the name of the horizontal axis
 * @param y the name of the vertical axis
 * @param series at least one
 */
record Chart(
    String id, String title, String note, Kind kind, String x, String y, List<Series> series) {

  /** The most rows of the table. */
  private static final int MOST_ROWS = 100;

  /** How a chart is drawn. */
  enum Kind {
    /** Lines. */
    LINES,
    /** Lines, both axes from 0 to 1. */
    SHARES,
    /** Lines with points and the diagonal, both axes from 0 to 1. */
    RELIABILITY,
    /** Points and the diagonal. */
    POINTS,
    /** Bars over an axis from 0 to 1. */
    BARS
  }

  /** What the script draws. */
  Map<String, Object> drawn() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", id);
    values.put("kind", kind.name().toLowerCase(Locale.ROOT));
    values.put("x", x);
    values.put("y", y);
    values.put("series", series.stream().map(Series::thinned).toList());
    return values;
  }

  /** What the template shows around it. */
  Map<String, Object> view() {
    Map<String, Object> view = new HashMap<>();
    view.put("id", id);
    view.put("title", title);
    view.put("note", note);
    view.put("x", x);
    view.put("tall", kind == Kind.RELIABILITY || kind == Kind.POINTS || kind == Kind.BARS);
    view.put("names", series.stream().map(Series::name).toList());
    List<List<String>> rows = kind == Kind.POINTS ? pairs() : joined();
    view.put(
        "rows",
        Series.thinned(rows, MOST_ROWS).stream()
            .map(row -> Map.of("first", row.get(0), "rest", row.subList(1, row.size())))
            .toList());
    view.put("thinned", rows.size() > MOST_ROWS);
    view.put("all", rows.size());
    view.put("shown", MOST_ROWS);
    return view;
  }

  private List<List<String>> pairs() {
    Series only = series.get(0);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < only.x().size(); i++) {
      rows.add(List.of(Shown.plain(only.x().get(i)), Shown.plain(only.y().get(i))));
    }
    return rows;
  }

  /** A row for each x of any of the series. */
  private List<List<String>> joined() {
    TreeSet<Double> places = new TreeSet<>();
    List<Map<Double, Double>> found = new ArrayList<>();
    for (Series line : series) {
      Map<Double, Double> values = new HashMap<>();
      for (int i = 0; i < line.x().size(); i++) {
        values.put(line.x().get(i), line.y().get(i));
      }
      places.addAll(line.x());
      found.add(values);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Double place : places) {
      String[] row = new String[series.size() + 1];
      row[0] = Shown.plain(place);
      for (int k = 0; k < found.size(); k++) {
        row[k + 1] = found.get(k).containsKey(place) ? Shown.plain(found.get(k).get(place)) : "";
      }
      rows.add(Arrays.asList(row));
    }
    return rows;
  }
}
