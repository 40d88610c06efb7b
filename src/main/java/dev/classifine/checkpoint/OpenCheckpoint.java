package dev.classifine.checkpoint;

import com.google.gson.JsonObject;
import dev.classifine.weights.TensorSource;
import java.util.List;
import java.util.Optional;

/** A checkpoint whose small files are read and whose weights are open. */
record OpenCheckpoint(
    String name,
    String configPlace,
    JsonObject config,
    TensorSource tensors,
    List<NamedFile> tokenizerFiles,
    Optional<String> baseName)
    implements Checkpoint {

  @Override
  public void close() {
    tensors.close();
  }
}
