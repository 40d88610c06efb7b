package dev.classifine.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.classifine.export.OnnxExport;
import dev.classifine.model.TextModel;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An exported model in ONNX Runtime, which is given what our own programs are given. */
public final class OnnxSession implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private final OrtSession session;

  private OnnxSession(OrtSession session) {
    this.session = session;
  }

  /** Exports a model to a file in a folder, and loads it. */
  static OnnxSession of(TextModel model, Path folder) {
    Path file = folder.resolve("exported.onnx");
    OnnxExport.write(model, file);
    return of(file);
  }

  /** Loads a file. */
  public static OnnxSession of(Path file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return new OnnxSession(ENVIRONMENT.createSession(file.toString(), options));
    } catch (OrtException e) {
      throw new AssertionError(file + " does not load", e);
    }
  }

  /**
   * The logits [B, K].
   *
   * @param batch as {@link dev.classifine.text.TokenBatch} makes it
   */
  public NDList logits(NDList batch) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        inputs.put(name, tensor(batch.get(INPUTS.indexOf(name)), batch.head().getShape()));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        float[][] logits = (float[][]) result.get("logits").orElseThrow().getValue();
        return new NDList(batch.head().getManager().create(logits));
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(NDArray array, Shape shape) throws OrtException {
    long[] values = array.broadcast(shape).toType(DataType.INT64, true).toLongArray();
    return OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), shape.getShape());
  }

  OrtSession session() {
    return session;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }
}
