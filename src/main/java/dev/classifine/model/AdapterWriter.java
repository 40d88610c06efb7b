package dev.classifine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.lora.Adapter;
import dev.classifine.lora.AdapterConfig;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorToWrite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a model with LoRA has learnt as an adapter that PEFT loads: A and B of each adapted
 * layer, and in full what is trained in full. The configuration with the labels and the tokenizer
 * stand beside them, which PEFT does not ask for.
 */
final class AdapterWriter {

  private final TextModel model;

  AdapterWriter(TextModel model) {
    this.model = model;
  }

  /** Writes the folder; each file appears whole or not at all. */
  void write(Path folder) {
    LoraLayers lora =
        model
            .lora()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--save-adapter: the model was trained without LoRA, and has no adapter."
                            + " Train with --lora, or save the whole checkpoint."));
    String base = model.baseName().orElseThrow(this::baseIsAnAdapter);
    List<TensorToWrite> tensors = new ArrayList<>();
    for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
      if (lora.isTrained(pair.getKey())) {
        NDArray array = model.array(pair.getKey());
        tensors.add(
            new TensorToWrite(
                Adapter.PREFIX + pair.getKey(), array.getShape().getShape(), new ArrayData(array)));
      }
    }
    Safetensors.write(folder.resolve(Adapter.WEIGHTS), Map.of("format", "pt"), tensors);
    new CheckpointWriter(model).writeDescription(folder, tensors);
    int at = base.indexOf('@');
    boolean revised = at > 0 && !Path.of(base).isAbsolute();
    WholeFile.write(
        folder.resolve(AdapterConfig.FILE),
        Json.pretty(
            AdapterConfig.json(
                revised ? base.substring(0, at) : base,
                revised ? Optional.of(base.substring(at + 1)) : Optional.empty(),
                lora.options(),
                lora.targetNames(),
                lora.savedNames())));
  }

  private UsageException baseIsAnAdapter() {
    return new UsageException(
        "--save-adapter: the model that was trained, "
            + model.djl().getName()
            + ", is an adapter itself, merged with its base. An adapter needs a base that is a"
            + " whole checkpoint: write one first with `classifine export --format huggingface`.");
  }
}
