package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.io.Json;
import dev.classifine.optim.ParameterDepths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the parameters of all architectures lie, over every tiny checkpoint. */
class LayerDepthsTest {

  private static final Path ROOT = Path.of("src/test/resources");

  static List<String> checkpoints() throws IOException {
    List<String> names = new ArrayList<>();
    for (String group : List.of("parity", "variants")) {
      try (Stream<Path> folders = Files.list(ROOT.resolve(group))) {
        folders
            .filter(Files::isDirectory)
            .forEach(folder -> names.add(group + "/" + folder.getFileName()));
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void everyDepthFromTheEmbeddingsToTheHeadHasParameters(String name) {
    ModelConfig config = config(name);
    List<ParameterSpec> specs = Architectures.of(config).parameters(config, 4);
    ParameterDepths depths = depths(name);
    assertEquals(
        IntStream.rangeClosed(0, depths.head()).boxed().toList(),
        List.copyOf(
            specs.stream()
                .map(spec -> depths.depth(spec.name()))
                .collect(Collectors.toCollection(TreeSet::new))));
    assertEquals(0, depths.depth(specs.get(0).name()), "the word embeddings");
    for (ParameterSpec spec : specs) {
      assertEquals(
          spec.role() != ParameterSpec.Role.ENCODER,
          depths.depth(spec.name()) == depths.head(),
          spec.name());
    }
  }

  @Test
  void allCheckpointsAreSeen() throws IOException {
    assertEquals(9, checkpoints().stream().filter(name -> name.startsWith("parity")).count());
    assertTrue(checkpoints().size() > 35, checkpoints().toString());
  }

  /** Depths told by hand from the architectures' papers and sources. */
  @ParameterizedTest
  @CsvSource({
    "parity/bert,bert.embeddings.LayerNorm.bias,0,4",
    "parity/bert,bert.encoder.layer.0.output.dense.weight,1,4",
    "parity/bert,bert.encoder.layer.2.attention.self.key.bias,3,4",
    "parity/bert,bert.pooler.dense.weight,4,4",
    "parity/bert,classifier.bias,4,4",
    "parity/distilbert,distilbert.transformer.layer.1.ffn.lin1.bias,2,4",
    "parity/distilbert,pre_classifier.weight,4,4",
    "parity/roberta,roberta.embeddings.token_type_embeddings.weight,0,4",
    "parity/roberta,classifier.dense.weight,4,4",
    "parity/xlm-roberta,roberta.encoder.layer.2.output.LayerNorm.bias,3,4",
    "parity/electra,electra.embeddings_project.weight,0,4",
    "parity/albert,albert.encoder.embedding_hidden_mapping_in.bias,0,2",
    "parity/albert,albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.bias,1,2",
    "parity/albert,albert.pooler.weight,2,2",
    "variants/albert-groups,albert.encoder.albert_layer_groups.0.albert_layers.1.ffn.bias,2,5",
    "variants/albert-groups,albert.encoder.albert_layer_groups.1.albert_layers.0.ffn.bias,3,5",
    "variants/albert-uneven,albert.encoder.albert_layer_groups.2.albert_layers.0.ffn.bias,3,4",
    "parity/mpnet,mpnet.encoder.relative_attention_bias.weight,1,4",
    "parity/mpnet,mpnet.encoder.layer.0.attention.attn.q.weight,1,4",
    "parity/deberta-v2,deberta.encoder.rel_embeddings.weight,1,4",
    "parity/deberta-v2,deberta.encoder.LayerNorm.weight,1,4",
    "parity/deberta-v2,deberta.encoder.layer.2.output.LayerNorm.weight,3,4",
    "parity/deberta-v2,pooler.dense.bias,4,4",
    "variants/deberta-v2-conv,deberta.encoder.conv.conv.weight,1,3",
    "variants/deberta-v2-projected,deberta.embeddings.embed_proj.weight,0,3",
    "parity/modernbert,model.embeddings.norm.weight,0,5",
    "parity/modernbert,model.layers.0.mlp_norm.weight,1,5",
    "parity/modernbert,model.final_norm.weight,4,5",
    "parity/modernbert,head.norm.weight,5,5",
  })
  void aParametersDepth(String checkpoint, String name, int depth, int head) {
    ParameterDepths depths = depths(checkpoint);
    assertEquals(depth, depths.depth(name));
    assertEquals(head, depths.head());
    assertEquals(head - 1, depths.layers());
  }

  @Test
  void aTenthLayerIsNotTheFirst() {
    ModelConfig deep =
        new ModelConfig(
            Json.parseObject(
                "{\"model_type\": \"bert\", \"num_hidden_layers\": 12, \"hidden_size\": 16}", "c"),
            "c");
    ParameterDepths depths = new LayerDepths(Architectures.of(deep), deep, 2);
    assertEquals(11, depths.depth("bert.encoder.layer.10.output.dense.bias"));
    assertEquals(2, depths.depth("bert.encoder.layer.1.output.dense.bias"));
    assertEquals(13, depths.head());
  }

  @Test
  void aNameThatIsNoParametersIsADefect() {
    ParameterDepths depths = depths("parity/bert");
    assertThrows(IllegalArgumentException.class, () -> depths.depth("bert.encoder.layer.9.x"));
  }

  private static ParameterDepths depths(String name) {
    ModelConfig config = config(name);
    return new LayerDepths(Architectures.of(config), config, 4);
  }

  private static ModelConfig config(String name) {
    Path file = ROOT.resolve(name).resolve("config.json");
    return new ModelConfig(Json.readObject(file), file.toString());
  }
}
