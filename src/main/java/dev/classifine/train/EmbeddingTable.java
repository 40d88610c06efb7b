package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.classifine.script.DeviceArrays;
import dev.classifine.script.HostMemory;
import dev.classifine.script.MappedArray;
import dev.classifine.script.Program;
import dev.classifine.script.Program.Argument;
import dev.classifine.script.ProgramSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Moves rows between an embedding's table {@code [V, H]} and arrays {@code [N, H]} of some. A table
 * that lies in a file is read and written there, so that none of it becomes resident.
 */
final class EmbeddingTable {

  /** How many rows are multiplied at a time before they are written into a file. */
  private static final int PIECE = 4096;

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
   *
   * @param owner the array's manager, also where filling it fails
   */
  NDArray take(long[] words, NDManager owner) {
    NDArray rows = zeros(words.length);
    rows.attach(owner);
    take(rows, words);
    return rows;
  }

  /** Fills an array with the rows of some words. */
  void take(NDArray rows, long[] words) {
    Optional<MappedArray> file = MappedArray.of(parameter.getArray());
    if (file.isPresent()) {
      forEachRun(words, rows, file.get()::read);
      return;
    }
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
    Optional<MappedArray> file = MappedArray.of(parameter.getArray());
    if (file.isPresent()) {
      put(file.get(), words, rows, factor);
      return;
    }
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

  private void put(MappedArray file, long[] words, NDArray rows, double factor) {
    for (int begin = 0; begin < words.length; begin += PIECE) {
      int end = Math.min(words.length, begin + PIECE);
      try (NDManager scope = manager.newSubManager()) {
        NDArray some =
            program.call(
                scope,
                "product",
                Argument.of(rows),
                Argument.of(indexes(scope, LongStream.range(begin, end).toArray())),
                Argument.of(factor));
        forEachRun(Arrays.copyOfRange(words, begin, end), some, file::write);
      }
    }
  }

  /** Moves elements between the table, from an index on, and memory. */
  private interface Transfer {
    void move(long first, ByteBuffer elements);
  }

  /** Moves the rows of words that follow each other at once. */
  private static void forEachRun(long[] words, NDArray rows, Transfer transfer) {
    ByteBuffer memory = HostMemory.of(rows);
    int width = Math.toIntExact(rows.getShape().slice(1).size());
    int row = width * Float.BYTES;
    int begin = 0;
    for (int end = 1; end <= words.length; end++) {
      if (end == words.length || words[end] != words[end - 1] + 1) {
        transfer.move(words[begin] * width, memory.slice(begin * row, (end - begin) * row));
        begin = end;
      }
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
