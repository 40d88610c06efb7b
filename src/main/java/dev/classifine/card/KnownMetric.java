package dev.classifine.card;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric that the hub has under a name of its own.
 *
 * @param type its name on the hub
 * @param title for people
 * @param arguments what it is computed with, as the hub's own metric takes them
 */
record KnownMetric(String type, String title, Map<String, Object> arguments) {

  /** By their names in {@code all_results.json}, in the order of a card. */
  static final Map<String, KnownMetric> ALL = all();

  private static Map<String, KnownMetric> all() {
    Map<String, KnownMetric> all = new LinkedHashMap<>();
    all.put("eval_accuracy", new KnownMetric("accuracy", "Accuracy", Map.of()));
    all.put("eval_subset_accuracy", new KnownMetric("accuracy", "Subset accuracy", Map.of()));
    for (String average : new String[] {"macro", "micro", "weighted"}) {
      for (String type : new String[] {"f1", "precision", "recall"}) {
        all.put(
            "eval_" + average + "_" + type,
            new KnownMetric(
                type,
                Character.toUpperCase(average.charAt(0))
                    + average.substring(1)
                    + " "
                    + (type.equals("f1") ? "F1" : type),
                Map.of("average", average)));
      }
    }
    all.put("eval_mse", new KnownMetric("mse", "Mean squared error", Map.of()));
    all.put(
        "eval_rmse", new KnownMetric("mse", "Root mean squared error", Map.of("squared", false)));
    all.put("eval_mae", new KnownMetric("mae", "Mean absolute error", Map.of()));
    all.put("eval_pearson", new KnownMetric("pearsonr", "Pearson correlation", Map.of()));
    all.put("eval_spearman", new KnownMetric("spearmanr", "Spearman correlation", Map.of()));
    return all;
  }
}
