package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the weights of an encoder that PyTorch exported to ONNX, under the names that they have in
 * a Hugging Face checkpoint.
 *
 * <p>An export keeps the names of embeddings, biases and layer norms. The weights of dense layers
 * lose theirs ({@code onnx::MatMul_885}) and are stored transposed, [in, out] instead of [out, in].
 * Each is found again by the bias that is added to its product: a matrix whose product gets {@code
 * X.bias} is {@code X.weight}.
 *
 * <p>Integers and unnamed constants of one element are no weights and are left out. Any other
 * tensor that cannot be named is an error. Data beside the file ({@code external_data}) are not
 * supported.
 */
public final class OnnxWeights {

  private OnnxWeights() {}

  /**
   * Opens a file; errors as in {@link #open(InputStream, String)}.
   *
   * @throws UsageException if there is no such file
   */
  public static TensorSource open(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return open(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file. Name an .onnx file.", e);
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  /**
   * Reads a whole model; the weights are kept in a temporary file until the source is closed.
   *
   * @param in read to its end and left open
   * @param describe what to call it in errors
   * @throws ClassifineException if it is not an ONNX model, is cut off, keeps its data elsewhere,
   *     or holds a tensor that cannot be given a name
   */
  public static TensorSource open(InputStream in, String describe) {
    DamagedFile file = new DamagedFile(describe);
    Spool spool = Spool.open(file);
    TensorSource source = null;
    try {
      OnnxGraph graph = new OnnxReader(file, spool).read(in);
      source = new OnnxSource(describe, new OnnxNames(describe, graph).named(), spool.bytes());
      return source;
    } finally {
      if (source == null) {
        spool.close();
      }
    }
  }
}
