package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import dev.classifine.script.ProgramBlock;

/**
 * The training passes of a block, whose program may record what autograd's graph does not hold: see
 * {@link ProgramBlock}. One pass at a time.
 */
final class Recording {

  private final ProgramBlock block; // null where the graph holds all

  private Recording(ProgramBlock block) {
    this.block = block;
  }

  static Recording of(Block block) {
    return new Recording(
        block instanceof ProgramBlock program && program.records() ? program : null);
  }

  /** A pass's inputs, with what asks for a record. */
  NDList inputs(NDList data) {
    if (block == null) {
      return data;
    }
    NDList all = new NDList(data);
    all.add(ProgramBlock.record(data.getManager()));
    return all;
  }

  /** The backward pass of the last pass: adds to the gradients of the parameters. */
  void backward(GradientCollector collector, NDArray loss) {
    collector.backward(loss);
    if (block != null) {
      block.rewind(loss);
    }
  }

  /** Gives up a record whose backward pass will not be run. */
  void forget(NDManager manager) {
    if (block != null) {
      block.forget(manager);
    }
  }
}
