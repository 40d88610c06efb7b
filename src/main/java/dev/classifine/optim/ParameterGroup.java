package dev.classifine.optim;

import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Parameters that are updated alike.
 *
 * @param parameters the parameters, all trainable
 * @param weightDecay decoupled weight decay
 * @param rateScale the group's learning rate as a multiple of the schedule's
 */
public record ParameterGroup(List<Parameter> parameters, double weightDecay, double rateScale) {

  /** Copies the list. */
  public ParameterGroup {
    parameters = List.copyOf(parameters);
  }
}
