package dev.classifine.train;

import ai.djl.Model;
import ai.djl.nn.Parameter;
import dev.classifine.problem.ProblemType;
import dev.classifine.resume.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Trainings of small DJL blocks in a folder, and the weights that they end with. */
final class Runs {

  private final Path folder;
  private final Supplier<Model> model;
  private final ProblemType type;
  private final int devices;
  private final int window;
  private final ResumeOptions resume;

  Runs(Path folder, Supplier<Model> model, ProblemType type) {
    this(folder, model, type, 1, 0, ResumeOptions.YES);
  }

  private Runs(
      Path folder,
      Supplier<Model> model,
      ProblemType type,
      int devices,
      int window,
      ResumeOptions resume) {
    this.folder = folder;
    this.model = model;
    this.type = type;
    this.devices = devices;
    this.window = window;
    this.resume = resume;
  }

  /** The same trainings with a number of replicas on the processor. */
  Runs onDevices(int number) {
    return new Runs(folder, model, type, number, window, resume);
  }

  /** The same trainings, which leave the numbers of so many steps on the device. */
  Runs unread(int number) {
    return new Runs(folder, model, type, devices, number, resume);
  }

  /** The same trainings, which begin anew whatever is there. */
  Runs anew() {
    return new Runs(folder, model, type, devices, window, ResumeOptions.NO);
  }

  /**
   * A training's end.
   *
   * @param weights every parameter's elements by name
   */
  record End(TrainingOutcome outcome, Map<String, List<Float>> weights) {}

  /** Trains in a sub-folder with checkpoints; goes on with what is there, unless anew. */
  End train(String name, TrainingOptions options, TrainingCallback... callbacks) {
    return train(name, options, new StopRequest(), callbacks);
  }

  End train(String name, TrainingOptions options, StopRequest stop, TrainingCallback... callbacks) {
    return train(name, options, rows(), stop, callbacks);
  }

  /** The rows that are learnt from where nothing else is said. */
  TrainingSet rows() {
    return Problems.of(type, 70, 1);
  }

  End train(
      String name,
      TrainingOptions options,
      TrainingSet rows,
      StopRequest stop,
      TrainingCallback... callbacks) {
    Path output = folder.resolve(name);
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (CheckpointStore store = CheckpointStore.open(output);
        Model network = model.get()) {
      Trainer.Builder builder =
          Trainer.builder(network, type, Problems.THREE)
              .options(options)
              .devices(Problems.processors(devices))
              .unread(window)
              .stopRequest(stop)
              .checkpoints(
                  new Checkpointing(store, written -> {}, Map.of("model", "network"), resume));
      List.of(callbacks).forEach(builder::callback);
      try (Trainer trainer = builder.build()) {
        TrainingOutcome outcome = trainer.fit(rows, Problems.of(type, 40, 2));
        return new End(outcome, weights(network));
      }
    }
  }

  /** Asks a training to end after a step. */
  static TrainingCallback stopAfter(long step, StopRequest stop) {
    return new TrainingCallback() {
      @Override
      public void onStep(TrainingProgress progress) {
        if (progress.step() == step) {
          stop.request();
        }
      }
    };
  }

  /** A callback that can use its training's control. */
  abstract static class Controlling implements TrainingCallback {

    TrainingControl control;

    @Override
    public void onBegin(long totalSteps, TrainingControl given) {
      control = given;
    }
  }

  /** Does something with a training's control after each step. */
  static TrainingCallback afterSteps(BiConsumer<Integer, TrainingControl> action) {
    return new Controlling() {
      @Override
      public void onStep(TrainingProgress progress) {
        action.accept((int) progress.step(), control);
      }
    };
  }

  static Map<String, List<Float>> weights(Model network) {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    for (var pair : network.getBlock().getParameters()) {
      weights.put(pair.getKey(), floats(pair.getValue()));
    }
    return weights;
  }

  private static List<Float> floats(Parameter parameter) {
    float[] values = parameter.getArray().toFloatArray();
    List<Float> list = new java.util.ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
