package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.weights.PickleValue.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the tensors out of what a pickle has built. */
final class StateDict {

  private static final int MAX_TENSORS = 20_000;

  /** Where training scripts put the weights, beside other things. */
  private static final List<String> NESTED = List.of("state_dict", "model_state_dict");

  private StateDict() {}

  /** The tensors by name, if there is nothing but tensors with names. */
  static Map<String, PickledTensor> tensors(DamagedFile file, Object built) {
    if (!(built instanceof Dictionary dictionary)) {
      throw refused(file, "holds " + PickleValue.describe(built));
    }
    if (dictionary.entries().size() > MAX_TENSORS) {
      throw refused(
          file, "holds " + dictionary.entries().size() + " tensors; the most is " + MAX_TENSORS);
    }
    Map<String, PickledTensor> tensors = new LinkedHashMap<>();
    dictionary
        .entries()
        .forEach(
            (name, value) -> {
              if (!(name instanceof String text && value instanceof PickledTensor tensor)) {
                throw noTensor(file, name, value, dictionary);
              }
              tensors.put(text, tensor);
            });
    return tensors;
  }

  private static ClassifineException noTensor(
      DamagedFile file, Object name, Object value, Dictionary dictionary) {
    return refused(
        file,
        "holds under '"
            + Shown.text(name.toString())
            + "' "
            + PickleValue.describe(value)
            + ", among the keys ["
            + Shown.list(dictionary.keys())
            + "]",
        NESTED.stream().filter(dictionary.entries()::containsKey).findFirst());
  }

  private static ClassifineException refused(DamagedFile file, String found) {
    return refused(file, found, Optional.empty());
  }

  private static ClassifineException refused(
      DamagedFile file, String found, Optional<String> nested) {
    return new ClassifineException(
        file
            + ": "
            + found
            + ". It must map the name of each tensor to the tensor, and hold nothing else. Save"
            + " only the model's weights: torch.save("
            + nested.map(key -> "checkpoint['" + key + "']").orElse("model.state_dict()")
            + ", file).");
  }
}
