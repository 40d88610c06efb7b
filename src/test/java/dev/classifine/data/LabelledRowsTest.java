package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledRowsTest {

  /** More than are kept by themselves. */
  private static final int MANY = 70_000;

  private static LabelledRows rows(List<RawLabel> labels) {
    LabelledRows.Builder builder =
        new LabelledRows.Builder("rows.jsonl", RowPlaces.lines("rows.jsonl"));
    for (int row = 0; row < labels.size(); row++) {
      builder.add(new Example("text", null, labels.get(row), row + 2L));
    }
    return builder.build();
  }

  private static RawLabel one(Object value) {
    return new RawLabel.One(value.toString(), false);
  }

  private static Targets targets(LabelledRows rows) {
    return LabelResolver.resolve(rows, null, null, null).targets(rows);
  }

  @Test
  void labelsOfEveryKindComeBackFromBytes() {
    List<RawLabel> labels = new ArrayList<>();
    for (String name : List.of("", "a", "ä€😀", "long ".repeat(40), "-100")) {
      labels.add(new RawLabel.One(name, true));
      labels.add(new RawLabel.One(name, false));
      labels.add(new RawLabel.Many(List.of(name, "b", name), true));
      labels.add(new RawLabel.Many(List.of(name), false, true));
      labels.add(new RawLabel.Marks(List.of(name), List.of(), List.of("b", name)));
    }
    labels.add(new RawLabel.Many(List.of(), false));
    for (int i = 0; i < MANY; i++) { // so that some names have an id of three bytes, some none
      labels.add(new RawLabel.Many(List.of("name " + i, "name " + i / 2), i % 2 == 0));
    }
    PackedLabels packed = new PackedLabels();
    labels.forEach(packed::add);
    packed.seal();
    assertEquals(labels.size(), packed.size());
    assertEquals(labels, IntStream.range(0, packed.size()).mapToObj(packed::get).toList());
  }

  @Test
  void manyDifferentNumbersAreTheTargets() {
    Random random = new Random(1);
    float[] numbers = new float[MANY + 5000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 3 == 0 ? i % 7 + 0.5f : random.nextFloat();
    }
    LabelledRows rows =
        rows(IntStream.range(0, numbers.length).mapToObj(i -> one(numbers[i])).toList());
    assertTrue(rows.groupCount() < numbers.length, "those that are the same are together");
    Targets.Values values = (Targets.Values) targets(rows);
    assertArrayEquals(numbers, values.values());
  }

  @Test
  void moreClassesThanAreKeptByThemselvesAreFound() {
    int[] classes = IntStream.range(0, MANY + 3000).map(i -> (i * 7919) % MANY).toArray();
    LabelledRows rows = rows(Arrays.stream(classes).mapToObj(LabelledRowsTest::one).toList());
    Labelling labelling = LabelResolver.resolve(rows, null, null, null);
    assertEquals(MANY, labelling.labels().size());
    assertArrayEquals(classes, ((Targets.Classes) labelling.targets(rows)).ids());
  }

  @Test
  void severalLabelsInManyCombinations() {
    Random random = new Random(2);
    int[][] ids =
        IntStream.range(0, MANY + 3000)
            .mapToObj(row -> random.ints(4, 0, 100).sorted().distinct().toArray())
            .toArray(int[][]::new);
    LabelledRows rows =
        rows(
            Arrays.stream(ids)
                .<RawLabel>map(
                    row ->
                        new RawLabel.Many(
                            Arrays.stream(row).mapToObj(Integer::toString).toList(), true))
                .toList());
    assertTrue(rows.groupCount() > 1 << 16);
    assertArrayEquals(ids, ((Targets.LabelLists) targets(rows)).ids());
  }

  @Test
  void theFirstRowThatBreaksARuleIsNamedHoweverManyLabelsStandBeforeIt() {
    for (int broken : List.of(3, MANY - 1)) {
      List<RawLabel> labels = new ArrayList<>();
      for (int row = 0; row < MANY; row++) {
        labels.add(one(row + 0.5));
      }
      labels.set(broken, one("word"));
      labels.set(MANY - 1, one("word"));
      LabelledRows rows = rows(labels);
      ClassifineException error =
          assertThrows(
              ClassifineException.class,
              () -> LabelResolver.resolve(rows, ProblemType.REGRESSION, null, null));
      assertTrue(
          error.getMessage().startsWith("rows.jsonl:" + (broken + 2) + ": the label \"word\""),
          error.getMessage());
    }
  }

  @Test
  void chosenRowsAreAsIfThereWereNoOthers() {
    LabelledRows.Builder builder =
        new LabelledRows.Builder("rows.csv", RowPlaces.lines("rows.csv"));
    long[] lines = {2, 3, 7, 8, 9, 20};
    for (int row = 0; row < lines.length; row++) {
      String label = row == 4 ? "rare" : row % 2 == 0 ? "a" : "b";
      builder.add(new Example("text", null, one(label), lines[row], row == 4 ? 2 : 1));
    }
    LabelledRows rows = builder.build();
    assertArrayEquals(new double[] {1, 1, 1, 1, 2, 1}, rows.weights());
    LabelledRows chosen = rows.select(new int[] {5, 0, 2});
    assertNull(chosen.weights(), "all weigh the same");
    assertEquals(
        List.of("rows.csv:20", "rows.csv:2", "rows.csv:7"),
        IntStream.range(0, 3).mapToObj(chosen.places()::apply).toList());
    assertEquals(
        List.of("b 0 1", "a 1 2"),
        chosen
            .groups()
            .map(group -> group.label().values().get(0) + " " + group.row() + " " + group.count())
            .toList());
  }

  @Test
  void placesAreThoseOfSeveralFilesToo(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.csv"), "text,label\na1,x\n\"a\n2\",y\na3,x\n");
    Files.writeString(folder.resolve("b.csv"), "text,label\nb1,x\nb2,y\n");
    LabelledRows.Builder builder;
    try (ExampleSource source =
        ExampleSource.openHashed(
            DataLocation.of(folder + "/*.csv"), Columns.AUTOMATIC, null, LabelUse.REQUIRED)) {
      builder = new LabelledRows.Builder(source.source(), source.places());
      source.forEachRemaining(builder::add);
    }
    LabelledRows rows = builder.build();
    assertEquals(List.of("a.csv:2", "a.csv:3", "a.csv:5", "b.csv:2", "b.csv:3"), names(rows));
    assertEquals(List.of("b.csv:3", "a.csv:3"), names(rows.select(new int[] {4, 1})));
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> LabelResolver.resolve(rows, ProblemType.REGRESSION, null, null));
    assertTrue(error.getMessage().contains("a.csv:2: the label \"x\""), error.getMessage());
  }

  /** Where the rows stand, without the folder. */
  private static List<String> names(LabelledRows rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(rows.places())
        .map(place -> Path.of(place).getFileName().toString())
        .toList();
  }

  @Test
  void linesAreThoseOfTheFileWhereTextsTakeSeveral() {
    LineNumbers numbers = new LineNumbers();
    Random random = new Random(3);
    long[] lines = new long[5000];
    long line = 1;
    for (int row = 0; row < lines.length; row++) {
      line += random.nextInt(10) == 0 ? random.nextInt(1 << 30) : 1;
      lines[row] = line;
      numbers.add(line);
    }
    assertArrayEquals(lines, IntStream.range(0, lines.length).mapToLong(numbers::get).toArray());
  }

  @Test
  void printsTellTheSameTextsApartFromOthers() {
    TextPrints prints = new TextPrints();
    prints.add(new Example("ab", null, null, 1));
    prints.add(new Example("ab", "", null, 2));
    prints.add(new Example("a", "b", null, 3));
    prints.add(new Example("ab", null, null, 4));
    assertEquals(0, prints.copies(new int[] {0}, new int[] {1, 2}));
    assertEquals(2, prints.copies(new int[] {0, 2, 3}, new int[] {3, 1, 0}));
  }
}
