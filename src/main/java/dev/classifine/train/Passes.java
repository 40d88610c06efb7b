package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.Objective;
import dev.classifine.problem.Targets;
import dev.classifine.script.DeviceArrays;
import dev.classifine.script.NativeRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The forward and backward passes of a step, in rounds of one a replica: micro-batch i is run by
 * replica i mod R, from a seed of its own, so that what is drawn for a row does not depend on R.
 */
final class Passes {

  private final ai.djl.training.Trainer djl;
  private final Replicas replicas;
  private final Objective objective;
  private final PassPlan plan;
  private final TrainingSet set;
  private final int labels;
  private final long seed;
  private final DjlNotifier notifier;

  /**
   * Held while a pass asks the set for inputs and goes forward: a set need not be made for several
   * threads, and libtorch's generators are seeded together, those of all GPUs. Forward passes on
   * GPUs only send off their work here; backward passes draw nothing and need no turn.
   */
  private final Lock forwards = new ReentrantLock();

  /**
   * @param plan cuts effective batches into passes
   * @param labels how many there are
   * @param seed the run's
   */
  Passes(
      ai.djl.training.Trainer djl,
      Replicas replicas,
      Objective objective,
      PassPlan plan,
      int labels,
      long seed,
      DjlNotifier notifier) {
    this.djl = djl;
    this.replicas = replicas;
    this.objective = objective;
    this.plan = plan;
    this.set = plan.set();
    this.labels = labels;
    this.seed = seed;
    this.notifier = notifier;
  }

  /** A pass over the set begins, in passes of this size. */
  void beginEpoch(int microBatch) {
    notifier.begin(plan.passesPerEpoch(microBatch));
  }

  /** The words of some rows, where they are known. */
  Optional<BitSet> words(int[] rows) {
    return set.words(rows);
  }

  /** A place in the run, which seeds a pass, with its rows. */
  private record MicroBatch(long step, int index, int[] rows) {}

  /** What an effective batch's rows weigh, and what its loss is multiplied with. */
  private record Scale(double weight, double loss) {}

  /** What a backward pass begins with. */
  private record Forward(Pass pass, NDArray scaled) {}

  /**
   * Adds the gradient of an effective batch's loss to the gradients of the replicas.
   *
   * @param scope on the first device
   * @param step from 0
   * @param rows the effective batch
   * @param microBatch how large one pass is: rows, or tokens
   * @param lossScale what the loss is multiplied with for the backward pass
   * @return the loss, a scalar under the scope; null if the batch weighs nothing
   */
  NDArray run(NDManager scope, long step, int[] rows, int microBatch, double lossScale) {
    List<int[]> passes = plan.passes(rows, microBatch);
    int[] counting = passes.stream().flatMapToInt(Arrays::stream).toArray();
    double weight = objective.weight(set.targets().select(counting));
    if (weight == 0) {
      return null;
    }
    Scale scale = new Scale(weight, lossScale);
    List<MicroBatch> microBatches = new ArrayList<>();
    for (int[] cut : passes) {
      microBatches.add(new MicroBatch(step, microBatches.size(), cut));
    }
    NDArray loss = null;
    int size = replicas.all().size();
    for (int first = 0; first < microBatches.size(); first += size) {
      int end = Math.min(first + size, microBatches.size());
      try (NDManager round = scope.newSubManager()) {
        for (Pass pass : round(round, microBatches.subList(first, end), scale)) {
          pass.tell(notifier);
          NDArray share = pass.loss(scope.getDevice(), scope);
          loss = loss == null ? share : loss.add(share);
        }
      }
    }
    return loss;
  }

  /** Runs a micro-batch on each replica, as far as there are any left. */
  private List<Pass> round(NDManager round, List<MicroBatch> microBatches, Scale scale) {
    List<Supplier<Pass>> passes = new ArrayList<>();
    // One collector a process may be open. Whether a thread records is a matter of its own.
    try (GradientCollector collector = djl.newGradientCollector()) {
      for (MicroBatch micro : microBatches) {
        Replica replica = replicas.all().get(passes.size());
        passes.add(() -> pass(round, replica, micro, scale, collector));
      }
      return replicas.runner().run(passes);
    }
  }

  private Pass pass(
      NDManager round,
      Replica replica,
      MicroBatch micro,
      Scale scale,
      GradientCollector collector) {
    Forward forward;
    forwards.lock();
    try {
      NativeRuntime.seed(seed, micro.step(), micro.index());
      forward = forward(round.newSubManager(replica.device()), replica, micro.rows(), scale);
    } finally {
      forwards.unlock();
    }
    collector.backward(forward.scaled());
    return forward.pass();
  }

  private Forward forward(NDManager manager, Replica replica, int[] rows, Scale scale) {
    NDList data = new NDList();
    NDList label = new NDList();
    Objective.Share loss =
        Turn.withoutGradients(
            () -> {
              Targets targets = set.targets().select(rows);
              data.addAll(set.inputs(manager, rows));
              label.add(LabelArrays.of(manager, targets, labels));
              return objective.prepare(label.head(), targets, scale.weight());
            });
    // An array of ours: see Objective.
    NDArray factor = scale.loss() == 1 ? null : DeviceArrays.scalar(manager, (float) scale.loss());
    return Turn.withGradients(
        () -> {
          NDList predictions = replica.forward(data, label);
          NDArray share = loss.of(Logits.of(predictions, rows.length, labels));
          Pass pass = new Pass(manager, data, label, predictions, share, rows.length);
          return new Forward(pass, factor == null ? share : share.mul(factor));
        });
  }
}
