package dev.classifine.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The log of a run, as transformers keeps it in {@code trainer_state.json}. */
final class LogHistory {

  private final List<Map<String, Object>> entries = new ArrayList<>();
  private final Consumer<Map<String, Object>> listener;
  private double lossSum;
  private int losses;
  private int skipped;

  LogHistory(Consumer<Map<String, Object>> listener) {
    this.listener = listener;
  }

  /** Notes a step's loss for the next entry's mean. */
  void note(double loss) {
    lossSum += loss;
    losses++;
  }

  /** Notes a step that made no update, for the next entry. */
  void noteSkipped() {
    skipped++;
  }

  /** Whether steps were noted since the last entry of theirs. */
  boolean isPending() {
    return losses > 0 || skipped > 0;
  }

  /** Logs the mean loss since the last such entry, and the state of the last step. */
  void training(TrainingProgress progress) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("loss", losses == 0 ? null : lossSum / losses);
    entry.put("grad_norm", Json.finiteOrNull(progress.gradientNorm()));
    entry.put("learning_rate", progress.learningRate());
    if (skipped > 0) {
      entry.put("skipped_steps", skipped);
    }
    add(entry, progress);
    lossSum = 0;
    losses = 0;
    skipped = 0;
  }

  /** Logs metrics of an evaluation. */
  void evaluation(Map<String, Object> metrics, TrainingProgress progress) {
    Map<String, Object> entry = new LinkedHashMap<>();
    metrics.forEach((name, value) -> entry.put(name, Json.finiteOrNull(value)));
    add(entry, progress);
  }

  /** The entries so far; numbers that are not finite are null, since JSON has none such. */
  List<Map<String, Object>> entries() {
    return List.copyOf(entries);
  }

  /** What a checkpoint keeps. */
  Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("loss_sum", lossSum);
    state.put("losses", losses);
    state.put("skipped", skipped);
    state.put("entries", entries);
    return state;
  }

  /** Takes up what a checkpoint kept. */
  void restore(JsonObject state) {
    lossSum = state.get("loss_sum").getAsDouble();
    losses = state.get("losses").getAsInt();
    skipped = state.get("skipped").getAsInt();
    entries.clear();
    for (JsonElement entry : (JsonArray) state.get("entries")) {
      Map<String, Object> values = new LinkedHashMap<>();
      entry
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> values.put(e.getKey(), Json.scalar(e.getValue())));
      entries.add(Collections.unmodifiableMap(values));
    }
  }

  private void add(Map<String, Object> entry, TrainingProgress progress) {
    entry.put("epoch", progress.epoch());
    entry.put("step", progress.step());
    Map<String, Object> fixed = Collections.unmodifiableMap(entry);
    entries.add(fixed);
    listener.accept(fixed);
  }
}
