package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.classifine.optim.AdamW;
import java.util.BitSet;
import java.util.Map;

/**
 * Which rows of the word embedding a training trains, all or some: the array that stands for each
 * parameter in its passes and updates, and when the block's own is up to date. In between, methods
 * are called on the training's thread without recording gradients.
 */
interface Words extends AutoCloseable {

  /** Every parameter as it is. */
  static Words all(NDManager manager) {
    return new AllWords(new ParameterStore(manager, false));
  }

  /** Gives the arrays that are trained, on the model's device. */
  ParameterStore store();

  /** The array that is trained for a parameter. */
  NDArray array(Parameter parameter);

  /**
   * A batch's inputs with what the block needs beside them.
   *
   * @param device of the inputs
   */
  NDList inputs(NDList data, Device device);

  /** Freezes and thaws as the block's parameters are by now. */
  void follow();

  /** A step begins, whose passes read and change the arrays that are trained. */
  void beginStep();

  /** Whether there are words among these that have no row. */
  boolean lackAnyOf(BitSet met);

  /**
   * Takes in words that had no row yet, between two steps, all of which were told. Where it fails,
   * none has joined, and it can be tried again in the next step.
   */
  void join(BitSet met, AdamW optimizer, Replicas replicas, NDManager scope);

  /**
   * The optimizer made an update, perhaps some steps ago: before anything is brought up to date it
   * is told of all, in their order, and before parameters are frozen or thawed.
   *
   * @param learningRate the schedule's value for it
   */
  void updated(double learningRate);

  /** Brings the block's own arrays up to date, for whoever reads them before the next step. */
  void widen();

  /** What a checkpoint keeps, when the arrays are up to date: texts by name. */
  Map<String, String> values();

  /** What a checkpoint keeps beside parameters and moments: arrays by name. */
  Map<String, NDArray> state();

  /**
   * Begins to go on from a checkpoint: afterwards the optimizer's arrays and {@link #state} have
   * its shapes and can be filled.
   *
   * @param values what {@link #values} gave
   * @param place of the checkpoint, for errors
   */
  void restore(Map<String, String> values, String place, AdamW optimizer);

  /** The block's parameters and the state were filled. */
  void restored();

  /** Brings the block's own arrays up to date for good. */
  @Override
  void close();
}
