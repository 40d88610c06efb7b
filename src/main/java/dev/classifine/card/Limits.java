package dev.classifine.card;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know of a run before they rely on its numbers, as sentences of Markdown. */
final class Limits {

  private final JsonObject run;
  private final JsonObject options;

  Limits(JsonObject run) {
    this.run = run;
    this.options = run.getAsJsonObject("options");
  }

  List<String> sentences() {
    List<String> all = new ArrayList<>();
    evaluation(all);
    decision(all);
    all.add(
        "A text is cut after "
            + run.getAsJsonObject("options_in_effect").get("max_length").getAsString()
            + " tokens.");
    all.add(
        "Not told by the run, and so not here: the language of the texts, who may use data and"
            + " model (licence), how groups of people are treated.");
    run.getAsJsonArray("warnings")
        .forEach(warning -> all.add("Warning: " + Markdown.text(warning.getAsString())));
    return all;
  }

  private void evaluation(List<String> all) {
    if (!Data.isEvaluated(run)) {
      all.add("The model was not evaluated: nothing is known of how well it does.");
      return;
    }
    all.add(
        "It was evaluated on the rows that are named here and on no others: of texts of another"
            + " origin, subject or time nothing is known.");
    JsonElement copies = run.getAsJsonObject("eval").get("rows_with_texts_of_training");
    if (copies != null && copies.getAsLong() > 0) {
      all.add(
          copies.getAsString()
              + " rows that were evaluated on have the text of a row that was trained on: the"
              + " results are better than those of new texts would be.");
    }
    if (options.get("load_best_model_at_end").getAsBoolean()
        || options.get("early_stopping_patience").getAsInt() > 0
        || isTuned()) {
      all.add(
          "Choices were made on the rows that were evaluated on (the best checkpoint, the end of"
              + " the training or the decision): results on other rows will be somewhat worse.");
    }
  }

  private void decision(List<String> all) {
    double smoothing = run.getAsJsonObject("label_smoothing").get("in_effect").getAsDouble();
    if (smoothing > 0) {
      all.add(
          "Trained with label smoothing "
              + smoothing
              + ": the model is less sure of itself than its accuracy would allow. Probabilities"
              + " are not frequencies"
              + (options.get("calibrate").getAsBoolean()
                  ? " but for the stored temperature."
                  : ", since no temperature was fitted."));
    }
    if (decides()) {
      all.add(
          "A decision (temperature, thresholds, the number of labels) is stored in `config.json`"
              + " under `classifine_decision`. Classifine applies it; transformers and other"
              + " programs keep it and do not, so whoever uses them must. The results above are"
              + " those without it, but for the table of the tuning.");
    }
  }

  private boolean isTuned() {
    return options.get("calibrate").getAsBoolean()
        || !options.get("tune_thresholds").getAsString().equals("none");
  }

  private boolean decides() {
    return isTuned()
        || options.get("at_least_one").getAsBoolean()
        || options.get("top_k").getAsInt() > 0;
  }
}
