package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The tables of docs/from-transformers.md are those of the command line. */
class FromTransformersTest {

  private static final Path PAGE = Path.of("docs/from-transformers.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Defaults of TrainingArguments and EarlyStoppingCallback of transformers 5.18. */
  private static final Map<String, String> DEFAULTS = defaults();

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    String listed =
        "learning_rate 5e-5, num_train_epochs 3, max_steps -1, per_device_train_batch_size 8,"
            + " per_device_eval_batch_size 8, gradient_accumulation_steps 1, weight_decay 0,"
            + " adam_beta1 0.9, adam_beta2 0.999, adam_epsilon 1e-8, max_grad_norm 1,"
            + " lr_scheduler_type linear, warmup_steps 0, label_smoothing_factor 0, group_by_length"
            + " no, save_total_limit none, bf16 no, fp16 no, eval_strategy no, save_strategy steps,"
            + " save_steps 500, logging_steps 500, load_best_model_at_end no, metric_for_best_model"
            + " loss, seed 42";
    for (String pair : listed.split(",\\s*")) {
      String[] parts = pair.split(" ");
      defaults.put(parts[0], parts[1]);
    }
    return defaults;
  }

  @Test
  void theCommandRunsAsItStands(@TempDir Path folder) throws IOException {
    TinyRuns tiny = new TinyRuns(folder);
    String rows = tiny.csv(16).toString();
    String page = Files.readString(PAGE);
    String command =
        page.substring(
                page.indexOf("./classifine ") + 13,
                page.indexOf("\n```", page.indexOf("./classifine ")))
            .replace("\\\n", " ")
            .replace("minilm", TinyRuns.MODEL)
            .replace("train.csv", rows)
            .replace("test.csv", rows)
            .replace("models/mine", tiny.output().toString())
            .replace("--max_seq_length 128", "--max_seq_length 24")
            .concat(" --ignore_mismatched_sizes True");
    CommandLineRunner run = CommandLineRunner.run(command.split("\\s+"));
    assertEquals(0, run.code(), run.toString());
    JsonObject options =
        Json.readObject(tiny.output().resolve("run.json")).getAsJsonObject("options");
    assertEquals(32, options.get("batch_size").getAsInt(), options.toString());
    assertEquals(1e-4, options.get("learning_rate").getAsDouble());
    assertEquals("bf16", options.get("precision").getAsString());
  }

  @Test
  void bothNamesAreOneOptionOfTrain() throws IOException {
    Map<String, OptionSpec> options =
        new CommandLine(new TrainCommand()).getCommandSpec().optionsMap();
    List<String[]> rows = table("TrainingArguments");
    assertTrue(rows.size() > 25, "only " + rows.size() + " rows");
    for (String[] row : rows) {
      String theirs = code(row[0]).get(0);
      String ours = code(row[1]).get(0);
      OptionSpec option = options.get(ours);
      assertNotNull(option, ours);
      assertSame(option, options.get("--" + theirs.replace('_', '-')), theirs);
    }
  }

  @Test
  void defaultsAreThoseOfBothSides() throws IOException {
    Map<String, OptionSpec> options =
        new CommandLine(new TrainCommand()).getCommandSpec().optionsMap();
    int compared = 0;
    for (String[] row : table("TrainingArguments")) {
      String theirs = code(row[0]).get(0);
      if (!DEFAULTS.containsKey(theirs)) {
        assertEquals("", row[2], theirs);
        continue;
      }
      assertEquals(DEFAULTS.get(theirs), row[2], theirs);
      String described = String.join(" ", options.get(code(row[1]).get(0)).description());
      String here = row[3].isEmpty() ? row[2] : row[3];
      boolean told =
          described.matches(
              "(?is).*(default: "
                  + Pattern.quote(here)
                  + "\\b|"
                  + Pattern.quote(here)
                  + " \\(default\\)).*");
      boolean silent = !described.toLowerCase(Locale.ROOT).contains("default");
      assertTrue(told || silent && row[3].isEmpty(), theirs + ": " + here + " | " + described);
      compared++;
    }
    assertEquals(DEFAULTS.size(), compared);
  }

  @Test
  void whatHasNoCounterpartIsAnsweredAsThePageSays() throws IOException {
    Set<String> named = new LinkedHashSet<>();
    for (String[] row : table("No such option here")) {
      for (String theirs : code(row[0])) {
        String name = "--" + theirs.replace('_', '-');
        assertEquals(row[1], TransformersOptions.advice(name), name);
        named.add(name);
      }
    }
    assertEquals(new TreeSet<>(TransformersOptions.names()), new TreeSet<>(named));
  }

  /** The rows of the table whose first head is this, without its two first lines. */
  private static List<String[]> table(String head) throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| " + head + " |")) {
        inside = true;
      } else if (!line.startsWith("|")) {
        inside = false;
      } else if (inside && !line.startsWith("|---")) {
        String[] cells = line.substring(1).split("\\|", -1);
        for (int i = 0; i < cells.length; i++) {
          cells[i] = cells[i].strip();
        }
        rows.add(cells);
      }
    }
    return rows;
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
