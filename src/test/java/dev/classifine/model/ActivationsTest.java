package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.parity.Fixture;
import dev.classifine.script.Program;
import dev.classifine.script.ProgramSource;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and slopes of every activation against those of transformers 5.18. */
class ActivationsTest {

  private static final JsonObject EXPECTED =
      Json.readObject(Path.of("src/test/resources/activations.json"));

  static Set<String> names() {
    return EXPECTED.getAsJsonObject("activations").keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agrees(String name) {
    JsonObject expected = EXPECTED.getAsJsonObject("activations").getAsJsonObject(name);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = Program.load(manager, source(name))) {
      NDArray x = manager.create(Fixture.floats(EXPECTED.get("inputs")));
      x.setRequiresGradient(true);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray y = program.call("forward", new NDList(x), true).singletonOrThrow();
        assertArrayEquals(Fixture.floats(expected.get("values")), y.toFloatArray(), 1e-5f);
        collector.backward(y.sum());
      }
      assertArrayEquals(
          Fixture.floats(expected.get("slopes")), x.getGradient().toFloatArray(), 1e-5f);
    }
  }

  private static ProgramSource source(String name) {
    JsonObject json = new JsonObject();
    json.addProperty("hidden_act", name);
    ModelConfig config = new ModelConfig(json, "config.json");
    return new ProgramSource(
        "Activation",
        """
        class Activation(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Activation, x: Tensor) -> Tensor:
            return %s
        """
            .formatted(Activations.expression(config, "hidden_act", "gelu")));
  }
}
