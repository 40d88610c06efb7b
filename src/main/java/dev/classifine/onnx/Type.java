package dev.classifine.onnx;

/** The element types of a graph's values. */
enum Type {
  FLOAT(1),
  INT64(7),
  BOOL(9);

  private final int number;

  /**
   * @param number of {@code TensorProto.DataType}
   */
  Type(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
