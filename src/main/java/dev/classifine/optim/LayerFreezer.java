package dev.classifine.optim;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import dev.classifine.script.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Freezes the parameters of a block that do not train in an epoch. A frozen parameter asks for no
 * gradient, so that layers below the lowest that trains cost no backward pass, and has none left
 * over from before, which {@link AdamW} would take for a step's.
 *
 * <p>Closing it thaws what it found trainable.
 */
public final class LayerFreezer implements AutoCloseable {

  private final LayerPlan plan;
  private final List<Pair<String, Parameter>> parameters = new ArrayList<>();

  LayerFreezer(LayerPlan plan, PairList<String, Parameter> all) {
    this.plan = plan;
    for (Pair<String, Parameter> pair : all) {
      if (pair.getValue().requiresGradient()) {
        parameters.add(pair);
      }
    }
  }

  /**
   * Freezes and thaws for an epoch; epochs may come in any order.
   *
   * @param epoch from 0
   */
  public void begin(long epoch) {
    Set<String> trainable = plan.trainable(epoch);
    for (Pair<String, Parameter> pair : parameters) {
      set(pair.getValue(), trainable.contains(pair.getKey()));
    }
  }

  @Override
  public void close() {
    parameters.forEach(pair -> set(pair.getValue(), true));
  }

  private static void set(Parameter parameter, boolean trains) {
    if (parameter.requiresGradient() != trains) {
      parameter.freeze(!trains);
    }
    if (!trains) {
      Gradients.drop(parameter.getArray());
    }
  }
}
