package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.classifine.script.DeviceArrays;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.util.Map;

/** Moves rows between an embedding's table {@code [V, H]} and arrays {@code [N, H]} of some. */
final class EmbeddingTable {

  private final Parameter parameter;
  private final NDManager manager;
  private final Program program;

  /**
   * @param parameter the table, with its values set
   * @param manager of the arrays, on the table's device; closes the program
   */
  EmbeddingTable(Parameter parameter, NDManager manager) {
    this.parameter = parameter;
    this.manager = manager;
    this.program =
        Program.load(
            manager,
            ProgramSource.of(
                EmbeddingTable.class, "EmbeddingTable", Map.of(), "embedding_table.py"));
  }

  /**
   * A new array of the rows of some words. Not the program makes it, whose own arrays can take part
   * in no backward pass.
   */
  NDArray take(long[] words) {
    NDArray rows = zeros(words.length);
    take(rows, words);
    return rows;
  }

  /** Fills an array with the rows of some words. */
  void take(NDArray rows, long[] words) {
    try (NDManager scope = manager.newSubManager()) {
      program.call(
          scope,
          "take",
          Argument.of(rows),
          Argument.of(parameter.getArray()),
          Argument.of(indexes(scope, words)));
    }
  }

  /** Writes the rows of some words, multiplied with a factor, into the table. */
  void put(long[] words, NDArray rows, double factor) {
    try (NDManager scope = manager.newSubManager()) {
      program.call(
          scope,
          "put",
          Argument.of(parameter.getArray()),
          Argument.of(indexes(scope, words)),
          Argument.of(rows),
          Argument.of(factor));
    }
  }

  /** A new array of so many rows. */
  NDArray zeros(long rows) {
    Shape shape = new Shape(rows).addAll(parameter.getArray().getShape().slice(1));
    return manager.zeros(shape, DataType.FLOAT32);
  }

  /** Numbers as an array of int64. */
  static NDArray indexes(NDManager scope, long[] numbers) {
    return DeviceArrays.of(scope, numbers, new Shape(numbers.length));
  }
}
