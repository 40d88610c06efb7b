package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.nn.Parameter;
import ai.djl.util.PairList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What decays against transformers' own list, made by bench/reference/decay_names.py. */
class ParameterGroupsTest {

  private static final JsonObject FIXTURE =
      Json.readObject(Path.of("src/test/resources/optim/decay_names.json"));

  static Set<String> checkpoints() {
    return FIXTURE.keySet();
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void whatDecaysIsWhatDecaysInTransformers(String name) {
    JsonObject expected = FIXTURE.getAsJsonObject(name);
    Set<String> noDecay =
        StreamSupport.stream(expected.getAsJsonArray("no_decay").spliterator(), false)
            .map(JsonElement::getAsString)
            .collect(Collectors.toCollection(TreeSet::new));
    try (TextModel model = TinyModels.load(name)) {
      PairList<String, Parameter> parameters = model.djl().getBlock().getParameters();
      List<ParameterGroup> groups = ParameterGroups.of(parameters, 0.1);
      assertEquals(2, groups.size());
      assertEquals(0.1, groups.get(0).weightDecay());
      assertEquals(0, groups.get(1).weightDecay());
      assertEquals(noDecay, names(parameters, groups.get(1)));
      TreeSet<String> rest = new TreeSet<>(parameters.keys());
      assertEquals(expected.get("parameters").getAsInt(), rest.size());
      rest.removeAll(noDecay);
      assertEquals(rest, names(parameters, groups.get(0)));
    }
  }

  @Test
  void allArchitecturesAreCompared() {
    long parity = checkpoints().stream().filter(name -> name.startsWith("parity/")).count();
    assertEquals(9, parity);
  }

  private static Set<String> names(PairList<String, Parameter> parameters, ParameterGroup group) {
    return parameters.stream()
        .filter(pair -> group.parameters().contains(pair.getValue()))
        .map(ai.djl.util.Pair::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
