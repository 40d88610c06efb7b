package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Parameter;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import dev.classifine.optim.ParameterGroups;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Low-rank updates in all architectures. */
class LoraTest {

  private static final LoraOptions LORA = LoraOptions.DEFAULTS.withRank(2).withAlpha(6);
  private static final LoraOptions EVERYWHERE =
      LORA.withTargetModules(List.of(LoraOptions.ALL_LINEAR));
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  @TempDir Path temporary;
  private Path plain;
  private Path saved;

  @BeforeEach
  void makeFolders() throws IOException {
    plain = Files.createDirectory(temporary.resolve("plain"));
    saved = temporary.resolve("saved");
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void atFirstTheLogitsAreTheBaseModels(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    try (LoadedFixture base = LoadedFixture.of(fixture, ProgramOptions.DEFAULTS);
        LoadedFixture some = load(fixture, LORA);
        LoadedFixture all = load(fixture, EVERYWHERE)) {
      assertArrayEquals(base.logits(), some.logits(), 1e-6f);
      assertArrayEquals(base.logits(), all.logits(), 1e-6f);
      assertTrue(updates(all) > updates(some), "all linear layers are more than query and value");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void trainingMovesTheUpdatesAndTheClassifierAlone(String name) throws IOException {
    try (LoadedFixture lora = load(Fixture.of(name), LORA)) {
      Map<String, float[]> before = lora.parameters();
      lora.train();
      Map<String, float[]> after = lora.parameters();
      assertEquals(before.keySet(), after.keySet());
      before.forEach(
          (parameter, values) ->
              assertEquals(
                  !(parameter.endsWith(A)
                      || parameter.endsWith(B)
                      || parameter.contains("classifier.")),
                  Arrays.equals(values, after.get(parameter)),
                  parameter));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void theSavedCheckpointIsPlainAndGivesTheSameLogits(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    try (LoadedFixture lora = load(fixture, EVERYWHERE)) {
      float[] before = lora.logits();
      lora.train();
      float[] after = lora.logits();
      lora.model().save(saved);
      try (LoadedFixture merged = LoadedFixture.of(fixture, saved, ProgramOptions.DEFAULTS)) {
        assertArrayEquals(after, merged.logits(), 1e-5f);
        assertFalse(Arrays.equals(before, after));
      }
      assertEquals(names(fixture.folder()), names(saved));
    }
  }

  /**
   * By the chain rule through W + s B A, whose gradient dW full fine-tuning has: dB = s dW Aᵀ, dA =
   * s Bᵀ dW.
   */
  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void gradientsAreThoseOfTheMergedWeight(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(plain);
    try (LoadedFixture trained = load(fixture, EVERYWHERE)) {
      trained.train(); // so that B is not zero
      trained.model().save(saved);
      Map<String, float[]> parameters = trained.parameters();
      try (LoadedFixture merged = LoadedFixture.of(fixture, saved, ProgramOptions.DEFAULTS)) {
        Map<String, float[]> full = merged.gradients(1);
        Map<String, float[]> lora = cleared(trained).gradients(1);
        List<String> modules =
            lora.keySet().stream()
                .filter(parameter -> parameter.endsWith(A))
                .map(parameter -> parameter.substring(0, parameter.length() - A.length()))
                .toList();
        assertFalse(modules.isEmpty());
        for (String module : modules) {
          float[] w = full.get(module + ".weight");
          float[] a = parameters.get(module + A);
          float[] b = parameters.get(module + B);
          int rank = LORA.rank();
          int in = a.length / rank;
          int out = b.length / rank;
          assertClose(dB(w, a, out, in, rank), lora.get(module + B), norm(full), module + B);
          assertClose(dA(w, b, out, in, rank), lora.get(module + A), norm(full), module + A);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void trainingInHalfPrecisionFollowsFloat32(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(plain);
    ProgramOptions exact = ProgramOptions.DEFAULTS.withLora(EVERYWHERE);
    try (LoadedFixture float32 = LoadedFixture.of(fixture, exact);
        LoadedFixture bf16 = LoadedFixture.of(fixture, exact.withPrecision(Precision.BF16));
        LoadedFixture fp16 = LoadedFixture.of(fixture, exact.withPrecision(Precision.FP16))) {
      List<Map<String, Object>> expected = float32.train().logHistory();
      List<Map<String, Object>> eight = bf16.train().logHistory();
      List<Map<String, Object>> eleven = fp16.train().logHistory();
      for (int i = 0; i < 12; i++) {
        double loss = (double) expected.get(i).get("loss");
        assertEquals(loss, (double) eight.get(i).get("loss"), 0.01, "bf16, step " + i);
        assertEquals(loss, (double) eleven.get(i).get("loss"), 0.0015, "fp16, step " + i);
      }
    }
  }

  @Test
  void dropoutActsInTrainingOnly() throws IOException {
    Fixture fixture = Fixture.of("bert").withoutDropout(plain);
    LoraOptions dropping = new LoraOptions(2, 6, 0.5, List.of(), false, List.of());
    try (LoadedFixture with = load(fixture, dropping);
        LoadedFixture without = load(fixture, LORA)) {
      assertEquals(without.logits().length, with.logits().length);
      List<Map<String, Object>> dropped = with.train().logHistory();
      List<Map<String, Object>> kept = without.train().logHistory();
      assertEquals(kept.get(0).get("loss"), dropped.get(0).get("loss"), "B is zero");
      assertFalse(kept.get(11).get("loss").equals(dropped.get(11).get("loss")));
      assertArrayEquals(with.logits(), with.logits());
    }
  }

  @Test
  void theOptimizerKnowsOnlyWhatIsTrained() {
    try (LoadedFixture lora = load(Fixture.of("bert"), LORA)) {
      long grouped =
          ParameterGroups.of(lora.model().djl().getBlock().getParameters(), 0.1).stream()
              .flatMap(group -> group.parameters().stream())
              .map(Parameter::getArray)
              .mapToLong(array -> array.size())
              .sum();
      // 3 layers x 2 targets x (A and B of rank 2 and width 32), and the classifier of 4 labels
      assertEquals(3 * 2 * 2 * 2 * 32 + 4 * 32 + 4, grouped);
      assertEquals(grouped, lora.model().trainableParameterCount());
    }
  }

  private static LoadedFixture load(Fixture fixture, LoraOptions options) {
    return LoadedFixture.of(fixture, ProgramOptions.DEFAULTS.withLora(options));
  }

  /** The model again without the gradients of its training. */
  private static LoadedFixture cleared(LoadedFixture loaded) {
    for (var parameter : loaded.model().djl().getBlock().getParameters().values()) {
      if (parameter.requiresGradient()) {
        parameter.getArray().setRequiresGradient(false);
        parameter.getArray().setRequiresGradient(true);
      }
    }
    return loaded;
  }

  private static long updates(LoadedFixture loaded) {
    return loaded.parameters().keySet().stream().filter(name -> name.endsWith(A)).count();
  }

  private static List<String> names(Path folder) {
    try (TensorSource file = Safetensors.open(folder.resolve("model.safetensors"))) {
      return file.tensors().stream().map(TensorInfo::name).sorted().toList();
    }
  }

  private static float[] dB(float[] w, float[] a, int out, int in, int rank) {
    float[] product = new float[out * rank];
    for (int o = 0; o < out; o++) {
      for (int k = 0; k < rank; k++) {
        double sum = 0;
        for (int i = 0; i < in; i++) {
          sum += (double) w[o * in + i] * a[k * in + i];
        }
        product[o * rank + k] = (float) (3 * sum); // s = 6 / 2
      }
    }
    return product;
  }

  private static float[] dA(float[] w, float[] b, int out, int in, int rank) {
    float[] product = new float[rank * in];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < in; i++) {
        double sum = 0;
        for (int o = 0; o < out; o++) {
          sum += (double) b[o * rank + k] * w[o * in + i];
        }
        product[k * in + i] = (float) (3 * sum);
      }
    }
    return product;
  }

  /** Within 1e-4 of the gradient's largest number and 1e-6 of the whole gradient's norm. */
  private static void assertClose(float[] expected, float[] actual, double whole, String name) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, actual, (float) (1e-4 * largest + 1e-6 * whole), name);
  }

  private static double norm(Map<String, float[]> gradients) {
    double squares = 0;
    for (float[] values : gradients.values()) {
      for (float value : values) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}
