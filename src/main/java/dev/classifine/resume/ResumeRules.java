package dev.classifine.resume;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which of a run's options may differ when it is gone on with. An option that is not named here
 * must agree, so that a new one is safe until somebody thinks about it.
 */
public final class ResumeRules {

  /** How many threads one native operation uses: another number gives other last bits. */
  public static final String THREADS = "threads";

  private static final String TRAIN_HASH = "train_sha256";
  private static final String EFFECTIVE_BATCH = "effective_batch_size";
  private static final String PASSES = "passes_per_step";

  /** What changes nothing that was done so far and nothing of how it goes on. */
  private static final Set<String> FREE =
      Set.of(
          "logging_strategy",
          "logging_steps",
          "eval_strategy",
          "eval_steps",
          "eval_batch_size",
          "eval_on_train",
          "save_strategy",
          "save_steps",
          "save_limit",
          "auto_batch_size",
          "feature_cache_limit", // the same bytes from another place
          "token_cache", // the same tokens
          "train", // the file's name; its content is compared by train_sha256
          "eval",
          "jdbc_url",
          "ignore_mismatched_sizes");

  /** When it is evaluated: free, unless something follows from that. */
  private static final Set<String> EVALUATING = Set.of("eval_strategy", "eval_steps");

  /** What is done after the last step only, with the weights as they are then. */
  private static final Set<String> AT_END =
      Set.of(
          "load_best_model_at_end",
          "calibrate",
          "tune_thresholds",
          "at_least_one",
          "top_k",
          "save_dtype",
          "save_adapter",
          "max_shard_size");

  /** What makes the rest of the run another one than it would have been. */
  private static final Set<String> WARNS =
      Set.of(
          "epochs",
          "max_steps",
          "batch_size",
          "gradient_accumulation_steps",
          "learning_rate",
          "weight_decay",
          "adam_beta1",
          "adam_beta2",
          "adam_epsilon",
          "max_grad_norm",
          "scheduler",
          "warmup_steps",
          "warmup_ratio",
          "warmup_type",
          "num_cycles",
          "power",
          "timescale",
          "lr_end",
          "min_lr_ratio",
          "stable_steps",
          "decay_steps",
          "decay_type",
          "plateau_factor",
          "plateau_patience",
          "plateau_threshold",
          "plateau_cooldown",
          "plateau_eps",
          "early_stopping_patience", // ends the run at another step
          "early_stopping_threshold",
          "feature_cache", // rounds otherwise
          "tf32",
          "non_finite",
          "eval_rows",
          "eval_sha256",
          "device",
          "processor",
          "mkl_kernels",
          "libtorch");

  private ResumeRules() {}

  /** What an option may do. */
  public enum Rule {
    /** It must be the same. */
    AGREES,
    /** It may change, with a warning: the rest of the run is not what it would have been. */
    WARNS,
    /** It may change; where the run is complete, its last checkpoint gives another result. */
    AT_END,
    /** It may change. */
    FREE
  }

  /**
   * The rule of an option, by its name in {@code run.json}. {@link #check} also warns where the
   * evaluations come at other steps and something follows from them: the best weights, an early
   * stop, a plateau.
   */
  public static Rule of(String option) {
    if (FREE.contains(option)) {
      return Rule.FREE;
    }
    if (AT_END.contains(option)) {
      return Rule.AT_END;
    }
    return WARNS.contains(option) ? Rule.WARNS : Rule.AGREES;
  }

  /**
   * The options that are named for a rule; of {@link Rule#AGREES} none, since it is that of all
   * others.
   */
  public static Set<String> named(Rule rule) {
    return switch (rule) {
      case AGREES -> Set.of();
      case WARNS -> WARNS;
      case AT_END -> AT_END;
      case FREE -> FREE;
    };
  }

  /**
   * What makes the result of the same training another one.
   *
   * @param before the run's options by name
   * @param now the continuation's
   * @return a sentence for each option that changed
   */
  public static List<String> changesOfResult(JsonObject before, Map<String, Object> now) {
    List<String> changes = new ArrayList<>();
    for (String name : new TreeSet<>(AT_END)) {
      String then = shown(before.get(name));
      String today = shown(now.get(name));
      if (!then.equals(today)) {
        changes.add(
            "Its result was made with " + name + " " + then + ", but now it is " + today + ".");
      }
    }
    return changes;
  }

  /**
   * Compares a run's options with those of its continuation.
   *
   * @param folder where the run's options were read, for errors
   * @param before the run's options by name
   * @param now the continuation's
   * @param otherThreads whether another number of threads was allowed
   * @param warn hears of each option that changed and may, but not without a word
   * @throws ClassifineException if an option that must agree does not
   */
  public static void check(
      Path folder,
      JsonObject before,
      Map<String, Object> now,
      boolean otherThreads,
      Consumer<String> warn) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String then = shown(before.get(name));
      String today = shown(now.get(name));
      if (then.equals(today)) {
        continue;
      }
      Rule rule = EVALUATING.contains(name) && followsFromEvaluations(now) ? Rule.WARNS : of(name);
      if (rule == Rule.AGREES && !(name.equals(THREADS) && otherThreads)) {
        throw new ClassifineException(
            "--resume: "
                + folder
                + " was written with "
                + name
                + " "
                + then
                + ", but now it is "
                + today
                + ". "
                + remedy(name));
      }
      if (rule == Rule.AGREES || rule == Rule.WARNS) {
        warn.accept(
            "Going on with "
                + name
                + " "
                + today
                + ", where the run began with "
                + then
                + ": it will not end with the weights that it would have had.");
      }
    }
  }

  /** Whether the learning rate, the end or the weights that are kept go by the evaluations. */
  private static boolean followsFromEvaluations(Map<String, Object> options) {
    return "reduce_lr_on_plateau".equals(options.get("scheduler"))
        || Boolean.TRUE.equals(options.get("load_best_model_at_end"))
        || options.get("early_stopping_patience") instanceof Integer patience && patience > 0;
  }

  private static String remedy(String option) {
    return switch (option) {
      case THREADS ->
          "Another number of threads rounds differently, so the run would not end with the same"
              + " weights. Give the same --threads, or --resume-other-threads.";
      case TRAIN_HASH ->
          "It is the fingerprint of the training file, whose content is not what it was. Give the"
              + " file as it was, or begin anew in another folder.";
      case EFFECTIVE_BATCH ->
          "It is --batch-size times --gradient-accumulation-steps times the number of devices,"
              + " which may change only together. Give the same, or begin anew in another folder.";
      case PASSES ->
          "It is --gradient-accumulation-steps times the number of devices, which may change only"
              + " together. Give the same, or begin anew in another folder.";
      default -> "It must be the same to go on. Give the same, or begin anew in another folder.";
    };
  }

  private static String shown(Object value) {
    return value == null || value instanceof JsonElement json && json.isJsonNull()
        ? "not given"
        : Json.line(value);
  }
}
