package dev.classifine.train;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import dev.classifine.script.DeviceList;
import dev.classifine.script.Gradients;
import dev.classifine.script.OutOfMemory;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model and its copies on further devices, which learn as one: synchronous data parallelism. Each
 * runs passes of the effective batch into gradients of its own. {@link #reduce} adds these up in
 * the model, in the order of the replicas; the optimizer updates the model alone; {@link
 * #broadcast} writes what changed into the copies. So between two steps all are equal bit for bit,
 * and there is one optimizer state, on the first device.
 *
 * <p>Passes have shares of the whole batch's loss ({@link dev.classifine.problem.Objective}), so
 * that their gradients add up to its gradient and nothing is to be averaged. Statistics that
 * forward passes keep, as of batch normalisation, are those of the model's own passes, as PyTorch's
 * {@code DistributedDataParallel} has them of its rank 0.
 */
final class Replicas implements AutoCloseable {

  private final NDManager manager;
  private final Block block;
  private final Words words;
  private final List<Replica> all = new ArrayList<>();
  private final List<ReplicaCopy> copies = new ArrayList<>();
  private final Program program; // null where there is no copy
  private final PassRunner runner;

  /** What an epoch changes: all that learns, and running statistics. */
  private List<Parameter> changing;

  /**
   * Copies the model as it is. With one device there is no copy, no thread and no exchange.
   *
   * @param djl whose model it is, initialised, on the first device
   * @param concurrent whether the passes of a round run in a thread each
   * @param words of the model, the arrays that are trained
   */
  Replicas(ai.djl.training.Trainer djl, DeviceList devices, boolean concurrent, Words words) {
    this.manager = djl.getManager().newSubManager();
    this.block = djl.getModel().getBlock();
    this.words = words;
    List<Device> others = devices.devices().subList(1, devices.size());
    all.add(new Original(djl, words, devices.first()));
    try {
      others.forEach(device -> copies.add(new ReplicaCopy(block, words, manager, device)));
      all.addAll(copies);
      this.program = copies.isEmpty() ? null : load(manager);
      write(manager, block.getParameters().values());
    } catch (EngineException e) {
      manager.close();
      throw OutOfMemory.told(
          e,
          "The memory of "
              + devices
              + " does not hold a replica of the model on each, which takes 4 bytes for each"
              + " parameter, and 4 more for each that learns",
          "Name fewer devices, freeze layers, or take a smaller model.");
    }
    this.runner = PassRunner.of(concurrent ? all.size() : 1);
    follow();
  }

  private static Program load(NDManager manager) {
    return Program.load(
        manager, ProgramSource.of(Replicas.class, "Replicas", Map.of(), "replicas.py"));
  }

  /** The model itself, as DJL's trainer runs it. */
  private record Original(ai.djl.training.Trainer djl, Words words, Device device)
      implements Replica {

    @Override
    public NDList forward(NDList data, NDList labels) {
      long begin = System.nanoTime();
      NDList inputs = words.inputs(data, device);
      NDList outputs = djl.getModel().getBlock().forward(words.store(), inputs, labels, null);
      djl.addMetric("forward", begin); // as its own forward(...) does
      return outputs;
    }
  }

  /** The model first, then its copies in the order of the devices. */
  List<Replica> all() {
    return all;
  }

  /** What runs a pass on each. */
  PassRunner runner() {
    return runner;
  }

  /** Takes note of which of the block's parameters are frozen from now on. */
  void follow() {
    changing =
        block.getParameters().values().stream()
            .filter(parameter -> parameter.requiresGradient() || Snapshots.isRunning(parameter))
            .toList();
    words.follow();
    copies.forEach(ReplicaCopy::follow);
  }

  /**
   * Adds the gradients of the copies to the model's, and takes those away.
   *
   * @param scope the manager of what is needed for a while
   */
  void reduce(NDManager scope) {
    for (ReplicaCopy copy : copies) {
      NDList sums = new NDList();
      NDList addends = new NDList();
      for (Parameter parameter : changing) {
        NDArray addend = Gradients.of(copy.array(parameter), scope);
        if (addend != null) {
          Gradients.create(words.array(parameter)); // the model's passes may not have reached it
          sums.add(Gradients.of(words.array(parameter), scope));
          addends.add(addend);
        }
      }
      if (!sums.isEmpty()) {
        program.call(scope, "reduce", Argument.of(sums), Argument.of(addends));
      }
      copy.dropGradients();
    }
  }

  /**
   * Writes into the copies what a step changed in the model.
   *
   * @param scope the manager of what is needed for a while
   * @throws dev.classifine.error.ClassifineException if a device's memory is full
   */
  void broadcast(NDManager scope) {
    try {
      write(scope, changing);
    } catch (EngineException e) {
      // Not one of the failures after which a step may be made again: its update is made.
      throw OutOfMemory.told(
          e,
          "The memory of the devices does not hold what copying the weights takes",
          "Lower the batch size.");
    }
  }

  private void write(NDManager scope, List<Parameter> parameters) {
    if (copies.isEmpty()) {
      return; // one device: nothing is gathered in a step
    }
    NDList values = new NDList();
    parameters.forEach(parameter -> values.add(words.array(parameter)));
    for (ReplicaCopy copy : copies) {
      NDList written = new NDList();
      parameters.forEach(parameter -> written.add(copy.array(parameter)));
      write(scope, values, written);
    }
  }

  private void write(NDManager scope, NDList values, NDList written) {
    program.call(scope, "broadcast", Argument.of(values), Argument.of(written)).close();
  }

  /**
   * Copies an array that is to stand for a parameter, with the rows that join. Until what is
   * returned runs, which cannot fail, no replica is changed.
   *
   * @param scope the manager of the copies until then
   * @return makes each replica take over its copy
   */
  Runnable grow(Parameter parameter, NDArray grown, NDManager scope) {
    NDList made = new NDList();
    for (ReplicaCopy copy : copies) {
      NDArray array = copy.zerosLike(grown);
      array.attach(scope);
      write(scope, new NDList(grown), new NDList(array));
      made.add(array);
    }
    return () -> {
      for (int i = 0; i < copies.size(); i++) {
        copies.get(i).become(parameter, made.get(i));
      }
    };
  }

  /** Forgets what passes of a step that failed left, but for the gradients of the model itself. */
  void forget() {
    copies.forEach(ReplicaCopy::dropGradients);
  }

  /** The copies alone, in the order of the devices. */
  List<ReplicaCopy> copies() {
    return copies;
  }

  @Override
  public void close() {
    runner.close();
    manager.close();
  }
}
