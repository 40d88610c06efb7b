package dev.classifine.checkpoint;

import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.SmallFile;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A checkpoint in a folder. */
final class FolderCheckpoint {

  /** The files that a tokenizer may consist of; those that are there belong to the checkpoint. */
  private static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "spiece.model",
          "spm.model",
          "sentencepiece.bpe.model");

  private FolderCheckpoint() {}

  /**
   * Opens it.
   *
   * @param name what the user calls it
   */
  static Checkpoint open(Path folder, String name) {
    return open(folder, name, folder.toAbsolutePath().normalize().toString());
  }

  /**
   * Opens it.
   *
   * @param name what the user calls it
   * @param baseName how an adapter names it
   */
  static Checkpoint open(Path folder, String name, String baseName) {
    return open(folder, name, baseName, () -> WeightFiles.openFolder(folder));
  }

  /** Opens it without weights, whether it holds any or not. */
  static Checkpoint describe(Path folder) {
    return open(folder, folder.toString(), folder.toString(), () -> new NoTensors(folder));
  }

  private static Checkpoint open(
      Path folder, String name, String baseName, Supplier<TensorSource> weights) {
    if (!Files.isRegularFile(folder.resolve("config.json"))) {
      throw new ClassifineException(
          folder
              + ": no config.json. A checkpoint folder holds config.json, tokenizer.json and"
              + " model.safetensors or pytorch_model.bin.");
    }
    JsonObject config = Json.readObject(folder.resolve("config.json"));
    List<NamedFile> tokenizerFiles = tokenizerFiles(folder);
    return new OpenCheckpoint(
        name,
        folder.resolve("config.json").toString(),
        config,
        weights.get(),
        tokenizerFiles,
        Optional.of(baseName));
  }

  /** The tokenizer's files that a folder has. */
  static List<NamedFile> tokenizerFiles(Path folder) {
    List<NamedFile> files = new ArrayList<>();
    for (String name : TOKENIZER_FILES) {
      Path file = folder.resolve(name);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        files.add(new NamedFile(name, SmallFile.read(file)));
      }
    }
    return List.copyOf(files);
  }
}
