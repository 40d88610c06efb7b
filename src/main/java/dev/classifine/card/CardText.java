package dev.classifine.card;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a card tells people, in Markdown. */
final class CardText {

  private static final int MOST_LABELS = 100;

  /** Told elsewhere on the card, or of the machine. */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "model",
          "train",
          "eval",
          "eval_fraction",
          "fold",
          "token_cache",
          "device",
          "threads",
          "max_length",
          "effective_batch_size");

  /** Shown whether they have their defaults or not. */
  private static final Set<String> ALWAYS_SHOWN =
      Set.of("epochs", "batch_size", "learning_rate", "scheduler", "seed");

  private final String name;
  private final JsonObject run;
  private final JsonObject defaults;

  CardText(String name, JsonObject run, JsonObject defaults) {
    this.name = name;
    this.run = run;
    this.defaults = defaults;
  }

  String markdown() {
    return String.join(
        "\n",
        "# " + Markdown.text(name) + "\n",
        summary(),
        "## Results\n",
        results(),
        "## Data\n",
        data(),
        "## Labels\n",
        labels(),
        "## Use\n",
        new Usage(run).markdown(),
        "## Training\n",
        training(),
        "## Limits\n",
        new Limits(run)
            .sentences().stream().map(text -> "- " + text + "\n").collect(Collectors.joining()),
        "## Versions\n",
        versions());
  }

  private String summary() {
    String base =
        BaseModel.hubName(run)
            .map(hub -> "[" + Markdown.text(hub) + "](https://huggingface.co/" + hub + ")")
            .orElse(
                "the checkpoint " + Markdown.text(Data.fileName(run.get("model").getAsString())));
    String problem =
        switch (run.get("problem_type").getAsString()) {
          case "single_label_classification" -> "single-label text classification";
          case "multi_label_classification" -> "multi-label text classification";
          default -> "regression on texts";
        };
    return base + ", fine-tuned for " + problem + " with Classifine.\n";
  }

  private String results() {
    if (!Data.isEvaluated(run)) {
      return "The model was not evaluated.\n";
    }
    List<List<String>> rows = new ArrayList<>();
    run.getAsJsonObject("metrics")
        .asMap()
        .forEach(
            (key, value) -> {
              if (isResult(key)) {
                KnownMetric known = KnownMetric.ALL.get(key);
                String plain = key.substring("eval_".length());
                rows.add(
                    List.of(known == null ? Markdown.text(plain) : known.title(), rounded(value)));
              }
            });
    return "On "
        + run.getAsJsonObject("metrics").get("eval_samples").getAsString()
        + " rows of "
        + Markdown.text(Data.evaluation(run))
        + ":\n\n"
        + Markdown.table(List.of("metric", "value"), rows)
        + tuning();
  }

  /** Whether it tells how good the model is, rather than how fast it was. */
  private static boolean isResult(String key) {
    return key.startsWith("eval_")
        && !key.startsWith("eval_train_")
        && !key.equals("eval_samples")
        && !key.equals("eval_runtime")
        && !key.endsWith("_per_second");
  }

  private String tuning() {
    JsonObject tuned = run.getAsJsonObject("decision_tuning");
    if (tuned == null) {
      return "";
    }
    JsonObject after = tuned.getAsJsonObject("after");
    List<List<String>> rows = new ArrayList<>();
    tuned
        .getAsJsonObject("before")
        .asMap()
        .forEach(
            (key, value) ->
                rows.add(List.of(Markdown.text(key), rounded(value), rounded(after.get(key)))));
    return "\nBefore and after the decision was tuned, on the same rows:\n\n"
        + Markdown.table(List.of("metric", "before", "after"), rows);
  }

  private String data() {
    List<List<String>> rows = new ArrayList<>();
    JsonObject train = run.getAsJsonObject("train");
    rows.add(row("training", Data.source(train), train, Data.hash(run, "train")));
    if (run.has("eval")) {
      rows.add(
          row(
              "evaluation",
              Data.evaluation(run),
              run.getAsJsonObject("eval"),
              Data.hash(run, "eval")));
    }
    return Markdown.table(
        List.of("for", "file", "rows", "SHA-256 of the file, or of a query's rows"), rows);
  }

  private static List<String> row(String use, String file, JsonObject part, String hash) {
    return List.of(use, Markdown.text(file), part.get("rows").getAsString(), "`" + hash + "`");
  }

  private String labels() {
    List<JsonElement> all = run.getAsJsonArray("labels").asList();
    List<List<String>> rows = new ArrayList<>();
    for (int id = 0; id < Math.min(all.size(), MOST_LABELS); id++) {
      rows.add(List.of(String.valueOf(id), Markdown.text(all.get(id).getAsString())));
    }
    String more =
        all.size() > MOST_LABELS
            ? "\nand " + (all.size() - MOST_LABELS) + " more, which `config.json` names.\n"
            : "";
    return Markdown.table(List.of("id", "label"), rows) + more;
  }

  private String training() {
    JsonObject options = run.getAsJsonObject("options_in_effect");
    List<List<String>> rows = new ArrayList<>();
    options
        .asMap()
        .forEach(
            (key, value) -> {
              if (isShown(key, value)) {
                rows.add(List.of("`" + key + "`", Markdown.text(shown(value))));
              }
            });
    return "The main options, and all that differ from their defaults; "
        + run.get("steps").getAsString()
        + " steps were made:\n\n"
        + Markdown.table(List.of("option", "value"), rows);
  }

  private boolean isShown(String key, JsonElement value) {
    return ALWAYS_SHOWN.contains(key)
        || (!NOT_SHOWN.contains(key) && !value.equals(defaults.get(key)));
  }

  private static String shown(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : Json.line(value);
  }

  private String versions() {
    return run.getAsJsonObject("versions").asMap().entrySet().stream()
            .filter(version -> !version.getKey().equals("os"))
            .map(CardText::version)
            .collect(Collectors.joining(", "))
        + ".\n";
  }

  private static String version(Map.Entry<String, JsonElement> version) {
    return version.getKey() + " " + Markdown.text(version.getValue().getAsString());
  }

  /** To 4 digits after the point, an exponent where that would tell nothing. */
  private static String rounded(JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return "not finite";
    }
    double number = value.getAsDouble();
    double size = Math.abs(number);
    boolean plain = number == 0 || (size >= 0.001 && size < 1e9);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", number);
  }
}
