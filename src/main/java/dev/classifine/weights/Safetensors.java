package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes {@code .safetensors} files: 8 bytes with the length of the header, the header in
 * JSON, then the elements of all tensors without a gap.
 */
public final class Safetensors {

  private Safetensors() {}

  /**
   * Opens one file and checks its whole header: each tensor has a shape without overflow and
   * exactly the bytes that this and its type need, and the tensors cover the data without holes or
   * overlaps. One of a type that is not known is an error only where it is read.
   *
   * @throws UsageException if there is no such file
   * @throws ClassifineException if the file cannot be read or breaks a rule, with the file, the
   *     tensor and the numbers
   */
  public static TensorSource open(Path file) {
    return open(file, file.toString());
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param describe what to call the tensors in errors
   */
  public static TensorSource open(Path file, String describe) {
    return SafetensorsFile.open(file, describe);
  }

  /**
   * Writes the tensors of a source, each as the type that it has there; all must be of a type that
   * reads as float32. As {@link #write(Path, Map, List)}.
   *
   * @throws ClassifineException also if a tensor cannot be read
   */
  public static void write(Path file, TensorSource source) {
    write(file, source.tensors().stream().map(info -> SourceData.tensor(source, info)).toList());
  }

  /** Writes tensors with the default metadata {@code {"format": "pt"}}. */
  public static void write(Path file, List<TensorToWrite> tensors) {
    write(file, Map.of(), tensors);
  }

  /**
   * Writes tensors, wide types first and then by name, each asked for only when it is its turn. The
   * same tensors give the same bytes. The file appears whole or not at all.
   *
   * @param metadata texts by name; {@code format} is {@code pt} unless it is given
   * @throws ClassifineException if the file cannot be written
   * @throws IllegalArgumentException if two tensors have one name, or a tensor's data do not have
   *     the size that its shape needs
   */
  public static void write(Path file, Map<String, String> metadata, List<TensorToWrite> tensors) {
    SafetensorsWriter.write(file, metadata, tensors);
  }
}
