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

  private final List<ParameterSpec> specs = new ArrayList<>();

  /** An embedding of {@code rows} vectors. */
  void embedding(String name, long rows, long width) {
    add(name + ".weight", new Shape(rows, width), Initializer.NORMAL, Role.ENCODER);
  }

  /** A layer normalisation over {@code width} numbers. */
  void norm(String name, long width) {
    add(name + ".weight", new Shape(width), Initializer.ONES, Role.ENCODER);
    add(name + ".bias", new Shape(width), Initializer.ZEROS, Role.ENCODER);
  }

  /** A linear layer of the encoder. */
  void linear(String name, long out, long in) {
    linear(name, out, in, Role.ENCODER);
  }

  /** A linear layer from {@code in} to {@code out} numbers. */
  void linear(String name, long out, long in, Role role) {
    add(name + ".weight", new Shape(out, in), Initializer.NORMAL, role);
    add(name + ".bias", new Shape(out), Initializer.ZEROS, role);
  }

  /** The parameters in the order in which they were added. */
  List<ParameterSpec> specs() {
    return List.copyOf(specs);
  }

  private void add(String name, Shape shape, Initializer initializer, Role role) {
    specs.add(new ParameterSpec(name, shape, initializer, role));
  }
}
