package dev.classifine.weights;

import java.util.Optional;

/**
 * The only names that a pickle may refer to. Each is a constant here, and none leads to a class.
 */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  FLOAT("torch", "FloatStorage", ElementType.F32),
  DOUBLE("torch", "DoubleStorage", ElementType.F64),
  HALF("torch", "HalfStorage", ElementType.F16),
  BFLOAT16("torch", "BFloat16Storage", ElementType.BF16),
  LONG("torch", "LongStorage", ElementType.I64),
  INT("torch", "IntStorage", ElementType.I32),
  SHORT("torch", "ShortStorage", ElementType.I16),
  CHAR("torch", "CharStorage", ElementType.I8),
  BYTE("torch", "ByteStorage", ElementType.U8),
  BOOL("torch", "BoolStorage", ElementType.BOOL);

  private final String module;
  private final String attribute;

  /** Null for what is not a storage. */
  private final ElementType storageType;

  PickleGlobal(String module, String attribute, ElementType storageType) {
    this.module = module;
    this.attribute = attribute;
    this.storageType = storageType;
  }

  static Optional<PickleGlobal> named(String module, String attribute) {
    for (PickleGlobal global : values()) {
      if (global.module.equals(module) && global.attribute.equals(attribute)) {
        return Optional.of(global);
      }
    }
    return Optional.empty();
  }

  /** The type of the elements, if this is a class of storages. */
  Optional<ElementType> storageType() {
    return Optional.ofNullable(storageType);
  }

  @Override
  public String toString() {
    return module + "." + attribute;
  }
}
