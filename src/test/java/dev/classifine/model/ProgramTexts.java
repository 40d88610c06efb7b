package dev.classifine.model;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.export.TorchScriptExport;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.optim.AdamW;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.Assignment;
import dev.classifine.script.DeviceArrays;
import dev.classifine.script.OneDnn;
import dev.classifine.script.ProgramSource;
import dev.classifine.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Every program with its constants filled in: of each architecture in each precision, with and
 * without low-rank updates, with all rows of the last layer, and as it is exported; of each variant
 * of a configuration in float32; and those that belong to no architecture. As a program it writes
 * them to a file, for {@code bench/check/fake_cuda.py}.
 */
public final class ProgramTexts {

  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final LoraOptions LORA =
      new LoraOptions(8, 8, 0.1, List.of(LoraOptions.ALL_LINEAR), false, List.of());

  private ProgramTexts() {}

  /**
   * A program.
   *
   * @param name says what it is
   * @param source its text
   * @param checkpoint a checkpoint that it is for, with {@code expected.json}; null where it has no
   *     parameters
   * @param parameters the shapes of what its dictionary {@code w} holds, by name
   */
  record Text(String name, ProgramSource source, Path checkpoint, Map<String, long[]> parameters) {}

  /** All of them. */
  static List<Text> all() {
    List<Text> texts = new ArrayList<>();
    for (Path folder : folders("parity")) {
      for (Precision precision : Precision.values()) {
        ProgramOptions plain = ProgramOptions.DEFAULTS.withPrecision(precision);
        texts.add(text(folder, plain));
        texts.add(text(folder, plain.withLora(LORA)));
      }
      texts.add(text(folder, ProgramOptions.DEFAULTS.withFirstRowOnly(false)));
      texts.add(exported(folder));
    }
    for (Path folder : folders("variants")) {
      texts.add(text(folder, ProgramOptions.DEFAULTS));
    }
    texts.add(alone(AdamW.class, "Optimizer", "adamw.py"));
    texts.add(alone(Trainer.class, "Replicas", "replicas.py"));
    texts.add(alone(Trainer.class, "EmbeddingTable", "embedding_table.py"));
    texts.add(alone(Assignment.class, "Assignment", "assignment.py"));
    texts.add(alone(DeviceArrays.class, "DeviceArrays", "device_arrays.py"));
    return texts;
  }

  /** Those that only a processor runs: no stand-in for a GPU has their operators. */
  static List<Text> ofProcessors() {
    Path bert = RESOURCES.resolve("parity/bert");
    return List.of(
        text(bert, ProgramOptions.DEFAULTS, new ProgramTarget(Products.ONEDNN, 16)),
        alone(OneDnn.class, "OneDnn", "onednn.py"));
  }

  private static List<Path> folders(String kind) {
    try (Stream<Path> folders = Files.list(RESOURCES.resolve(kind))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Text text(Path folder, ProgramOptions options) {
    return text(folder, options, ProgramTarget.ANY);
  }

  private static Text text(Path folder, ProgramOptions options, ProgramTarget target) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
      Architecture architecture = Architectures.of(config);
      List<ParameterSpec> specs =
          new ArrayList<>(
              architecture.parameters(config, TextModel.labelsOf(checkpoint).orElseThrow().size()));
      options
          .lora()
          .map(lora -> new LoraLayers(lora, List.copyOf(specs), Set.of(), List.of()).specs())
          .ifPresent(specs::addAll);
      Map<String, long[]> shapes = new LinkedHashMap<>();
      specs.forEach(spec -> shapes.put(spec.name(), spec.shape().getShape()));
      String name =
          String.join(
                  " ",
                  folder.getFileName().toString(),
                  options.precision().id(),
                  options.lora().isPresent()
                      ? "lora"
                      : options.firstRowOnly() ? "plain" : "all-rows",
                  target.equals(ProgramTarget.ANY)
                      ? ""
                      : target.products().name().toLowerCase(Locale.ROOT))
              .strip();
      ProgramSource source = architecture.description(config, options, target).program();
      return new Text(name, source, folder, shapes);
    }
  }

  /** What an exported archive holds, whose module has the parameters inside. */
  private static Text exported(Path folder) {
    Path file = null;
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      file = Files.createTempFile("program", ".pt");
      Classifier classifier =
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0);
      try (TextModel model = TextModel.load(checkpoint, classifier, Device.cpu())) {
        TorchScriptExport.write(model, file);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        model.tensors().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
        String name = folder.getFileName() + " float32 exported";
        return new Text(name, new ProgramSource(model.className(), source(file)), folder, shapes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (file != null) {
        file.toFile().delete();
      }
    }
  }

  private static String source(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("model/code/__torch__.py"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Text alone(Class<?> beside, String className, String file) {
    return new Text(file, ProgramSource.of(beside, className, Map.of(), file), null, Map.of());
  }

  /**
   * Writes all of them as JSON, a list of objects with the record's names.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Text text : all()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("name", text.name());
      values.put("class", text.source().className());
      values.put("text", text.source().text());
      if (text.checkpoint() != null) {
        values.put("checkpoint", text.checkpoint().toString());
      }
      values.put("parameters", text.parameters());
      list.add(values);
    }
    Files.writeString(Path.of(arguments[0]), Json.pretty(list));
  }
}
