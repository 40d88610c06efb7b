package dev.classifine;

import dev.classifine.metrics.MetricFactory;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import java.util.List;

/**
 * What listens to a run, or is listened to by it, beside its options.
 *
 * @param callbacks hear of the training
 * @param metrics are part of every evaluation, beside the built-in ones
 * @param stop by which another thread can ask the run to save a checkpoint and end
 */
public record Listening(
    List<TrainingCallback> callbacks, List<MetricFactory> metrics, StopRequest stop) {

  /** Nothing, and no one who asks the run to end. */
  public static Listening none() {
    return new Listening(List.of(), List.of(), new StopRequest());
  }

  /** Copies the lists. */
  public Listening {
    callbacks = List.copyOf(callbacks);
    metrics = List.copyOf(metrics);
  }
}
