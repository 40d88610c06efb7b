package dev.classifine.optim;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    List<Parameter> decay = new ArrayList<>();
    List<Parameter> noDecay = new ArrayList<>();
    for (Pair<String, Parameter> pair : parameters) {
      Parameter parameter = pair.getValue();
      if (parameter.requiresGradient()) {
        (decays(pair.getKey(), parameter) ? decay : noDecay).add(parameter);
      }
    }
    return Stream.of(new ParameterGroup(decay, weightDecay, 1), new ParameterGroup(noDecay, 0, 1))
        .filter(group -> !group.parameters().isEmpty())
        .toList();
  }

  private static boolean decays(String name, Parameter parameter) {
    return switch (parameter.getType()) {
      case BIAS, GAMMA, BETA, RUNNING_MEAN, RUNNING_VAR -> false;
      default -> !NO_DECAY.matcher(name.toLowerCase(Locale.ROOT)).find();
    };
  }
}
