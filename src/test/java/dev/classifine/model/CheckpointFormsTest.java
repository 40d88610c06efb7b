package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoders of every architecture as published: without head, without prefix, with other heads. */
class CheckpointFormsTest {

  private static final LabelSet TWO = new LabelSet(List.of("no", "yes"));

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void anEncoderAloneWithoutItsPrefix(String name) throws IOException {
    Architecture architecture = Architectures.of(config(name));
    List<String> head = names(name, Role.POOLER, Role.HEAD);
    rewrite(
        name,
        tensor ->
            head.contains(tensor)
                ? null
                : tensor.replaceFirst("^" + architecture.basePrefix(), ""));
    try (TextModel model = load(folder);
        TextModel whole = load(Path.of("src/test/resources/parity", name))) {
      assertEquals(head, model.report().fresh(), "new parameters by name");
      assertEquals(List.of(), model.report().unused());
      for (String parameter : names(name, Role.ENCODER)) {
        assertArrayEquals(values(whole, parameter), values(model, parameter), parameter);
      }
      for (String parameter : head) {
        for (float value : values(model, parameter)) {
          assertTrue(Math.abs(value) <= 1, parameter);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void aMaskedLanguageModelsHeadIsReportedAndUnused(String name) throws IOException {
    List<String> output = names(name, Role.HEAD);
    rewrite(name, tensor -> output.contains(tensor) ? "lm_head." + tensor : tensor);
    try (TextModel model = load(folder)) {
      assertEquals(output, model.report().fresh());
      assertEquals(
          output.stream().map(tensor -> "lm_head." + tensor).sorted().toList(),
          model.report().unused().stream().sorted().toList());
    }
  }

  private static ModelConfig config(String name) {
    Path file = Path.of("src/test/resources/parity", name, "config.json");
    return new ModelConfig(dev.classifine.io.Json.readObject(file), file.toString());
  }

  private static List<String> names(String name, Role... roles) {
    ModelConfig config = config(name);
    return Architectures.of(config).parameters(config, 2).stream()
        .filter(spec -> List.of(roles).contains(spec.role()))
        .map(ParameterSpec::name)
        .toList();
  }

  private void rewrite(String name, UnaryOperator<String> names) throws IOException {
    Path source = Path.of("src/test/resources/parity", name);
    Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
    List<TensorToWrite> tensors = new ArrayList<>();
    try (TensorSource in = Safetensors.open(source.resolve("model.safetensors"))) {
      for (TensorInfo info : in.tensors()) {
        String renamed = names.apply(info.name());
        if (renamed != null) {
          ByteBuffer bytes =
              ByteBuffer.allocateDirect((int) info.byteSize()).order(ByteOrder.nativeOrder());
          in.read(info.name(), bytes);
          tensors.add(new TensorToWrite(renamed, info.shape(), () -> bytes));
        }
      }
    }
    Safetensors.write(folder.resolve("model.safetensors"), tensors);
  }

  private static TextModel load(Path from) {
    try (Checkpoint checkpoint = Checkpoints.open(from.toString())) {
      return TextModel.load(
          checkpoint, new Classifier(TWO, ProblemType.SINGLE_LABEL, false, 1), Device.cpu());
    }
  }

  private static float[] values(TextModel model, String name) {
    NDArray array = model.djl().getBlock().getParameters().get(name).getArray();
    return array.toFloatArray();
  }
}
