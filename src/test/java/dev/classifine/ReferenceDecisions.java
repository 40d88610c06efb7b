package dev.classifine;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Logits with their truth, and what scipy, torch and scikit-learn make of them; made by {@code
 * bench/reference/decisions.py}.
 */
public record ReferenceDecisions(
    ProblemType type, LabelSet labels, LogitMatrix logits, Targets targets, JsonObject expected) {

  private static final Path FILE = Path.of("src/test/resources/decisions.json");

  /** 200 rows of four classes. */
  public static ReferenceDecisions single() {
    JsonObject json = Json.readObject(FILE).getAsJsonObject("single");
    Targets targets = new Targets.Classes(Fixture.ints(json.get("classes")));
    return of(ProblemType.SINGLE_LABEL, 4, targets, json);
  }

  /** 150 rows of six labels, of which the fifth never occurs and the sixth always. */
  public static ReferenceDecisions multi() {
    JsonObject json = Json.readObject(FILE).getAsJsonObject("multi");
    int[] hot = Fixture.ints(json.get("labels"));
    int[][] lists =
        IntStream.range(0, hot.length / 6)
            .mapToObj(row -> IntStream.range(0, 6).filter(k -> hot[row * 6 + k] == 1).toArray())
            .toArray(int[][]::new);
    return of(ProblemType.MULTI_LABEL, 6, new Targets.LabelLists(lists), json);
  }

  private static ReferenceDecisions of(
      ProblemType type, int labels, Targets targets, JsonObject json) {
    float[] flat = Fixture.floats(json.get("logits"));
    LogitMatrix logits = new LogitMatrix(targets.size(), labels);
    IntStream.range(0, targets.size()).forEach(row -> logits.set(row, flat, row));
    List<String> names = IntStream.range(0, labels).mapToObj(k -> "label " + k).toList();
    return new ReferenceDecisions(type, new LabelSet(names), logits, targets, json);
  }

  /** A number by its path. */
  public double expected(String... path) {
    JsonObject at = expected;
    for (int i = 0; i < path.length - 1; i++) {
      at = at.getAsJsonObject(path[i]);
    }
    return at.get(path[path.length - 1]).getAsDouble();
  }
}
