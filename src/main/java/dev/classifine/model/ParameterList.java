package dev.classifine.model;

import ai.djl.ndarray.types.Shape;
import dev.classifine.model.ParameterSpec.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects an architecture's parameters, a layer at a time, with Hugging Face's names and PyTorch's
 * shapes.
 */
final class ParameterList {

  private final Initializer weights;
  private final List<ParameterSpec> specs = new ArrayList<>();

  /**
   * Weights that no checkpoint holds start as the configuration's {@code initializer_range} says.
   */
  ParameterList(ModelConfig config) {
    this.weights = Initializer.normal(config.deviation());
  }

  /** An embedding of {@code rows} vectors. */
  void embedding(String name, long rows, long width) {
    add(name + ".weight", new Shape(rows, width), weights, Role.ENCODER);
  }

  /** A layer normalisation over {@code width} numbers. */
  void norm(String name, long width) {
    norm(name, width, true, Role.ENCODER);
  }

  /** A layer normalisation with or without bias. */
  void norm(String name, long width, boolean biased, Role role) {
    add(name + ".weight", new Shape(width), Initializer.ONES, role);
    if (biased) {
      add(name + ".bias", new Shape(width), Initializer.ZEROS, role);
    }
  }

  /** A linear layer of the encoder from {@code in} to {@code out} numbers. */
  void linear(String name, long out, long in) {
    linear(name, out, in, Role.ENCODER);
  }

  /** A linear layer with a bias. */
  void linear(String name, long out, long in, Role role) {
    linear(name, out, in, true, role, weights);
  }

  /** A linear layer with or without bias, whose weights start in a way of their own. */
  void linear(String name, long out, long in, boolean biased, Role role, Initializer initializer) {
    specs.add(new ParameterSpec(name + ".weight", new Shape(out, in), initializer, role, true));
    if (biased) {
      add(name + ".bias", new Shape(out), Initializer.ZEROS, role);
    }
  }

  /** A convolution over the tokens. */
  void convolution(String name, long out, long in, long width) {
    add(name + ".weight", new Shape(out, in, width), weights, Role.ENCODER);
    add(name + ".bias", new Shape(out), Initializer.ZEROS, Role.ENCODER);
  }

  /** The parameters in the order in which they were added. */
  List<ParameterSpec> specs() {
    return List.copyOf(specs);
  }

  private void add(String name, Shape shape, Initializer initializer, Role role) {
    specs.add(new ParameterSpec(name, shape, initializer, role, false));
  }
}
