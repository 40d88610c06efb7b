package dev.classifine.optim;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Which parameters decay: everything but biases and normalisation weights, as transformers' Trainer
 * decides it.
 */
public final class ParameterGroups {

  /** The names that transformers' {@code get_decay_parameter_names} leaves out. */
  private static final Pattern NO_DECAY =
      Pattern.compile("bias|layernorm|rmsnorm|(?:^|\\.)norm(?:$|\\.)|_norm(?:$|\\.)");

  private ParameterGroups() {}

  /**
   * Two groups, those that decay first; frozen parameters are in neither.
   *
   * @param parameters a block's parameters by name
   * @param weightDecay the decay of the first group
   */
  public static List<ParameterGroup> of(
      PairList<String, Parameter> parameters, double weightDecay) {
    PairList<String, Parameter> trainable = new PairList<>();
    for (Pair<String, Parameter> pair : parameters) {
      if (pair.getValue().requiresGradient()) {
        trainable.add(pair);
      }
    }
    return of(trainable, weightDecay, name -> 1);
  }

  /**
   * A group for each share of the learning rate and decay, those that decay first.
   *
   * @param rateScale the share of the schedule's learning rate of a parameter
   */
  static List<ParameterGroup> of(
      PairList<String, Parameter> parameters,
      double weightDecay,
      ToDoubleFunction<String> rateScale) {
    Map<Double, List<Parameter>> decaying = new LinkedHashMap<>();
    Map<Double, List<Parameter>> others = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : parameters) {
      (decays(pair.getKey(), pair.getValue()) ? decaying : others)
          .computeIfAbsent(rateScale.applyAsDouble(pair.getKey()), scale -> new ArrayList<>())
          .add(pair.getValue());
    }
    List<ParameterGroup> groups = new ArrayList<>();
    decaying.forEach((scale, list) -> groups.add(new ParameterGroup(list, weightDecay, scale)));
    others.forEach((scale, list) -> groups.add(new ParameterGroup(list, 0, scale)));
    return groups;
  }

  private static boolean decays(String name, Parameter parameter) {
    return switch (parameter.getType()) {
      case BIAS, GAMMA, BETA, RUNNING_MEAN, RUNNING_VAR -> false;
      default -> !NO_DECAY.matcher(name.toLowerCase(Locale.ROOT)).find();
    };
  }
}
