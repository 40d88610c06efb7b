package dev.classifine.checkpoint;

import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.io.CacheFolder;
import dev.classifine.io.Json;
import dev.classifine.maven.ArtifactResolver;
import dev.classifine.weights.OnnxWeights;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens a {@link MavenModel} from the class path or else from Maven's repositories. */
final class MavenCheckpoint {

  private static final long MAX_WEIGHTS = 1L << 30;
  private static final long MAX_TOKENIZER = 1L << 25;

  private MavenCheckpoint() {}

  static Checkpoint open(MavenModel model) {
    try (ModelFiles files = files(model)) {
      return open(model, files, new WeightsCache(CacheFolder.fromEnvironment()));
    }
  }

  static Checkpoint open(MavenModel model, ModelFiles files, WeightsCache cache) {
    String place = model.title() + "'s config.json";
    String config = new String(own(model, "config.json"), StandardCharsets.UTF_8);
    List<NamedFile> tokenizer =
        List.of(
            new NamedFile("tokenizer.json", files.read(model.tokenizerFile(), MAX_TOKENIZER)),
            new NamedFile("tokenizer_config.json", own(model, "tokenizer_config.json")));
    return new OpenCheckpoint(
        model.title(),
        place,
        Json.parseObject(config, place),
        weights(model, files, cache),
        tokenizer,
        Optional.of(model.hubName()));
  }

  private static ModelFiles files(MavenModel model) {
    return ClassPathFiles.have(model)
        ? new ClassPathFiles()
        : JarFiles.open(ArtifactResolver.ofThisMachine().jar(model.title(), model.coordinates()));
  }

  private static TensorSource weights(MavenModel model, ModelFiles files, WeightsCache cache) {
    String describe = model.title() + " (" + files.place(model.weightsFile()) + ")";
    Supplier<TensorSource> unpack = () -> unpacked(model, files, describe);
    return files
        .packed(model.weightsFile())
        .map(packed -> cache.open(model, packed, describe, unpack))
        .orElseGet(unpack);
  }

  private static TensorSource unpacked(MavenModel model, ModelFiles files, String describe) {
    try (InputStream in = files.open(model.weightsFile(), MAX_WEIGHTS)) {
      return OnnxWeights.open(in, describe);
    } catch (IOException e) {
      throw files.unreadable(model.weightsFile(), e);
    }
  }

  /** A file of this library. */
  private static byte[] own(MavenModel model, String name) {
    try (InputStream in = MavenCheckpoint.class.getResourceAsStream(model.title() + "/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
