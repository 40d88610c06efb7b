package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.script.Processor;

/**
 * What computes a program.
 *
 * @param products who computes the products of its linear layers
 * @param vector how many floats a vector of the processor holds, to which rows of attention scores
 *     are filled up that are shorter, and longer than half of it ({@code whole_vector}); 1 for
 *     never. It gives the same for every text that has a token: what is added is hidden
 */
public record ProgramTarget(Products products, int vector) {

  /** Every device, with gradients. */
  public static final ProgramTarget ANY = new ProgramTarget(Products.LIBTORCH, 1);

  /** The fastest of a device for passes without gradients. */
  static ProgramTarget forInference(Device device, Precision precision) {
    return new ProgramTarget(
        Products.forInference(device, precision),
        device.isGpu() ? 1 : Processor.current().vectorFloats());
  }

  /** Adds the constants that depend on it; see {@link Products#addTo}. */
  void addTo(Constants constants, Precision precision, String activation) {
    products.addTo(constants, precision, activation);
    constants.put("VECTOR", vector);
  }
}
