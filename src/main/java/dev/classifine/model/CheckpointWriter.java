package dev.classifine.model;

import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.lora.Adapter;
import dev.classifine.weights.ElementType;
import dev.classifine.weights.TensorToWrite;
import dev.classifine.weights.WeightFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a model as a checkpoint that transformers loads. */
final class CheckpointWriter {

  private final TextModel model;

  CheckpointWriter(TextModel model) {
    this.model = model;
  }

  /**
   * Writes the weights and their description; each file appears whole or not at all. When all are
   * there, what the folder held of the other form is removed, or it would be read instead.
   */
  void write(Path folder, SaveOptions options) {
    if (options.asAdapter()) {
      new AdapterWriter(model).write(folder);
      WeightFiles.removeFrom(folder);
      return;
    }
    boolean original = options.elements() == SaveOptions.Elements.ORIGINAL;
    List<TensorToWrite> tensors =
        model.tensors().stream()
            .map(t -> original ? t.as(model.report().originalType(t.name())) : t)
            .toList();
    WeightFiles.write(folder, Map.of("format", "pt"), tensors, options.fileLimit());
    writeDescription(folder, tensors);
    Adapter.removeFrom(folder);
  }

  /** Writes {@code config.json} and the tokenizer's files. */
  void writeDescription(Path folder, List<TensorToWrite> tensors) {
    for (NamedFile file : model.tokenizerFiles()) {
      WholeFile.write(folder.resolve(file.name()), file.content());
    }
    Set<ElementType> types = tensors.stream().map(TensorToWrite::type).collect(Collectors.toSet());
    ElementType all = types.size() == 1 ? types.iterator().next() : null;
    ModelConfig config =
        model.config().forClassifier(model.className(), model.labels(), model.decision(), all);
    WholeFile.write(folder.resolve("config.json"), Json.pretty(config.json()));
  }
}
