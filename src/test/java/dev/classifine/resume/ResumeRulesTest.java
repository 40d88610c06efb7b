package dev.classifine.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.resume.ResumeRules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ResumeRulesTest {

  private static final Path FOLDER = Path.of("out", "checkpoint-4");

  /** Null where the values may differ without an error, with what was warned of otherwise. */
  private static List<String> warned(
      Map<String, Object> before, Map<String, Object> now, boolean otherThreads) {
    List<String> warnings = new ArrayList<>();
    JsonObject written = Json.parseObject(Json.pretty(before), "before");
    ResumeRules.check(FOLDER, written, now, otherThreads, warnings::add);
    return warnings;
  }

  private static String refused(Map<String, Object> before, Map<String, Object> now) {
    return assertThrows(ClassifineException.class, () -> warned(before, now, false)).getMessage();
  }

  @Test
  void whatIsTheSameIsNotSpokenOf() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learning_rate", 5e-5);
    values.put("seed", Long.MAX_VALUE);
    values.put("labels", List.of("ä \"quoted\"", "b"));
    values.put("problem_type", null);
    values.put("unheard_of", 0.1 + 0.2);
    assertEquals(List.of(), warned(values, values, false));
  }

  @Test
  void nullIsTheSameAsMissing() {
    Map<String, Object> none = new LinkedHashMap<>();
    none.put("label_delimiter", null);
    assertEquals(List.of(), warned(none, Map.of(), false));
    assertEquals(List.of(), warned(Map.of(), none, false));
  }

  @Test
  void whatNobodyThoughtOfMustAgree() {
    assertEquals(Rule.AGREES, ResumeRules.of("unheard_of"));
    assertEquals(
        "--resume: "
            + FOLDER
            + " was written with unheard_of 1, but now it is not given. It must be the same to go"
            + " on. Give the same, or begin anew in another folder.",
        refused(Map.of("unheard_of", 1), Map.of()));
    assertEquals(
        "--resume: "
            + FOLDER
            + " was written with unheard_of not given, but now it is \"x\". It must be the same to"
            + " go on. Give the same, or begin anew in another folder.",
        refused(Map.of(), Map.of("unheard_of", "x")));
  }

  @Test
  void theRestMayBecomeAnotherOneWithAWarningEach() {
    assertEquals(
        List.of(
            "Going on with device \"cuda:0\", where the run began with \"cpu\": it will not end"
                + " with the weights that it would have had.",
            "Going on with epochs 4.0, where the run began with 3.0: it will not end with the"
                + " weights that it would have had."),
        warned(
            Map.of("epochs", 3.0, "device", "cpu", "save_steps", 5),
            Map.of("epochs", 4.0, "device", "cuda:0", "save_steps", 6),
            false));
  }

  @Test
  void otherEvaluationsAreWarnedOfWhereSomethingFollowsFromThem() {
    Map<String, Object> before = Map.of("eval_steps", 5);
    assertEquals(List.of(), warned(before, Map.of("eval_steps", 6), false));
    Map<String, Object> none =
        Map.of(
            "scheduler", "linear", "load_best_model_at_end", false, "early_stopping_patience", 0);
    assertEquals(List.of(), warned(with(none, 5), with(none, 6), false));
    for (Map<String, Object> following :
        List.<Map<String, Object>>of(
            Map.of("scheduler", "reduce_lr_on_plateau"),
            Map.of("load_best_model_at_end", true),
            Map.of("early_stopping_patience", 3))) {
      assertEquals(
          List.of(
              "Going on with eval_steps 6, where the run began with 5: it will not end with the"
                  + " weights that it would have had."),
          warned(with(following, 5), with(following, 6), false),
          following.toString());
    }
  }

  private static Map<String, Object> with(Map<String, Object> options, int evalSteps) {
    Map<String, Object> all = new LinkedHashMap<>(options);
    all.put("eval_steps", evalSteps);
    return all;
  }

  @Test
  void anotherNumberOfThreadsMustBeAskedFor() {
    assertEquals(
        "--resume: "
            + FOLDER
            + " was written with threads 2, but now it is 4. Another number of threads rounds"
            + " differently, so the run would not end with the same weights. Give the same"
            + " --threads, or --resume-other-threads.",
        refused(Map.of("threads", 2), Map.of("threads", 4)));
    assertEquals(
        List.of(
            "Going on with threads 4, where the run began with 2: it will not end with the weights"
                + " that it would have had."),
        warned(Map.of("threads", 2), Map.of("threads", 4), true));
  }

  @Test
  void theDocumentNamesTheOptionsOfEachRule() throws IOException {
    String text = Files.readString(Path.of("docs", "resume.md"));
    Map<Rule, String> rows = new EnumMap<>(Rule.class);
    rows.put(Rule.FREE, "| may change |");
    rows.put(Rule.AT_END, "| may change, and makes another result");
    rows.put(Rule.WARNS, "| may change, with a warning");
    rows.forEach(
        (rule, begin) -> {
          String row =
              text.lines().filter(line -> line.startsWith(begin)).findFirst().orElseThrow();
          Set<String> named =
              Pattern.compile("`(\\w+)`")
                  .matcher(row)
                  .results()
                  .map(match -> match.group(1))
                  .collect(Collectors.toSet());
          assertEquals(ResumeRules.named(rule), named);
        });
  }
}
