package dev.classifine.checkpoint;

import com.google.gson.JsonObject;
import dev.classifine.weights.TensorSource;
import java.util.List;

/** A checkpoint whose small files are read and whose weights are open. */
record OpenCheckpoint(
    String name,
    String configPlace,
    JsonObject config,
    TensorSource tensors,
    List<NamedFile> tokenizerFiles)
    implements Checkpoint {

  @Override
  public void close() {
    tensors.close();
  }
}
