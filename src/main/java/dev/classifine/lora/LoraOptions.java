package dev.classifine.lora;

import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Low-rank adaptation (Hu et al. 2021): beside a frozen weight W [out, in] of a linear layer two
 * matrices A [r, in] and B [out, r] are trained, {@code y = x Wᵀ + b + s · dropout(x) Aᵀ Bᵀ} with
 * {@code s = alpha / r}. Defaults are those of PEFT's {@code LoraConfig}.
 *
 * @param rank r, at least 1; default 8
 * @param alpha above 0; default 8
 * @param dropout of what A reads, in [0, 1); default 0
 * @param targetModules the linear layers, by the whole or the last parts of their names, as {@code
 *     query}; {@code all-linear} alone means all but the classifier; empty, the default, means the
 *     attention's query and value
 * @param rankStabilised whether {@code s = alpha / sqrt(r)} instead (Kalajdzievski 2023); default
 *     false
 * @param modulesToSave names of modules that are trained in full beside {@code classifier}; empty
 *     by default
 */
public record LoraOptions(
    int rank,
    double alpha,
    double dropout,
    List<String> targetModules,
    boolean rankStabilised,
    List<String> modulesToSave) {

  /** The name that means all linear layers. */
  public static final String ALL_LINEAR = "all-linear";

  /** The defaults. */
  public static final LoraOptions DEFAULTS = new LoraOptions(8, 8, 0, List.of(), false, List.of());

  private static final int HIGHEST_RANK = 65536;

  /**
   * @throws UsageException if a number is out of its range or a name is blank
   */
  public LoraOptions {
    if (rank < 1 || rank > HIGHEST_RANK) {
      throw new UsageException(
          "--lora-r: " + rank + " is out of range. It must be in [1, " + HIGHEST_RANK + "].");
    }
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw new UsageException(
          "--lora-alpha: " + alpha + " is out of range. It must be a number above 0.");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new UsageException(
          "--lora-dropout: " + dropout + " is out of range. It must be in [0, 1).");
    }
    targetModules = named(targetModules, "--lora-target-modules");
    modulesToSave = named(modulesToSave, "--lora-modules-to-save");
    if (targetModules.size() > 1 && targetModules.contains(ALL_LINEAR)) {
      throw new UsageException(
          "--lora-target-modules: "
              + String.join(",", targetModules)
              + " names layers beside "
              + ALL_LINEAR
              + ", which means all of them. Give it alone, or only names.");
    }
  }

  /** The same with another rank. */
  public LoraOptions withRank(int value) {
    return new LoraOptions(value, alpha, dropout, targetModules, rankStabilised, modulesToSave);
  }

  /** The same with another alpha. */
  public LoraOptions withAlpha(double value) {
    return new LoraOptions(rank, value, dropout, targetModules, rankStabilised, modulesToSave);
  }

  /** The same for these layers. */
  public LoraOptions withTargetModules(List<String> value) {
    return new LoraOptions(rank, alpha, dropout, value, rankStabilised, modulesToSave);
  }

  /** s, what the product of B and A is multiplied by. */
  public double scale() {
    return scale(alpha, rank, rankStabilised);
  }

  /** The options by name, as a run's manifest holds them. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lora_r", rank);
    values.put("lora_alpha", alpha);
    values.put("lora_dropout", dropout);
    values.put("lora_target_modules", targetModules);
    values.put("use_rslora", rankStabilised);
    values.put("lora_modules_to_save", modulesToSave);
    return values;
  }

  static double scale(double alpha, int rank, boolean rankStabilised) {
    return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
  }

  private static List<String> named(List<String> names, String option) {
    for (String name : names) {
      if (name.isBlank()) {
        throw new UsageException(
            option + ": a name is empty. Give names with a comma between them, as query,value.");
      }
    }
    return List.copyOf(names);
  }
}
