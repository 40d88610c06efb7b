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
import java.io.IOException;
import java.nio.file.Files;
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

  /**
   * How an adapter in a folder is to name its base.
   *
   * @param model what the user calls the model that is trained
   * @param baseName how an adapter names it
   * @throws UsageException if it is an adapter itself, or lies in that folder, which it would lose
   */
  static String base(String model, Optional<String> baseName, Path folder) {
    String base = baseName.orElseThrow(() -> baseIsAnAdapter(model));
    if (Path.of(base).isAbsolute() && isSame(Path.of(base), folder)) {
      throw new UsageException(
          "--save-adapter: "
              + folder
              + " holds the base model itself, without which an adapter is of no use. Choose"
              + " another folder for the adapter.");
    }
    return base;
  }

  private static boolean isSame(Path base, Path folder) {
    try {
      return Files.exists(folder) && Files.isSameFile(base, folder);
    } catch (IOException e) {
      return false; // the base is gone
    }
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
    String base = base(model.djl().getName(), model.baseName(), folder);
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

  private static UsageException baseIsAnAdapter(String model) {
    return new UsageException(
        "--save-adapter: the model that was trained, "
            + model
            + ", is an adapter itself, merged with its base. An adapter needs a base that is a"
            + " whole checkpoint: write one first with `classifine export --format huggingface`.");
  }
}
