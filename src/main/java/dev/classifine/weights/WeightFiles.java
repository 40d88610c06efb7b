package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The weights in the folder of a model. */
public final class WeightFiles {

  static final String SAFETENSORS = "model.safetensors";
  private static final String PICKLED = "pytorch_model.bin";
  static final String INDEX = ".index.json";

  /** Why files of a checkpoint that is written over are deleted. */
  public static final String WRITTEN_OVER =
      "It is of an older checkpoint and may be read instead of the new one. Delete it.";

  private static final Pattern WEIGHTS =
      Pattern.compile(
          "(model(-[0-9]{5}-of-[0-9]{5})?\\.safetensors|pytorch_model(-[0-9]{5}-of-[0-9]{5})?\\.bin)"
              + "(\\.index\\.json)?");

  private static final int NAMES_IN_ERROR = 20;

  private WeightFiles() {}

  /**
   * Opens the first that is there of {@code model.safetensors}, {@code
   * model.safetensors.index.json}, {@code pytorch_model.bin} and {@code
   * pytorch_model.bin.index.json}. The files that an index names become one source.
   *
   * @throws UsageException if there is no such folder
   * @throws ClassifineException if none is there (with what is), a file or tensor that an index
   *     names is missing, or as for {@link Safetensors#open} and {@link PickledWeights#open}
   */
  public static TensorSource openFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + ": no such folder. Name the folder of a model.");
    }
    if (isIn(folder, SAFETENSORS)) {
      return open(folder, SAFETENSORS, Safetensors::open);
    }
    if (isIn(folder, PICKLED)) {
      return open(folder, PICKLED, PickledWeights::open);
    }
    throw noWeights(folder);
  }

  /**
   * Writes {@code model.safetensors}, or, where the tensors are more than a file may hold, {@code
   * model-00001-of-00002.safetensors} and so on with {@code model.safetensors.index.json}. What the
   * folder held of the other form is removed when the new files are there.
   *
   * @param fileLimit the most bytes of tensors in one file
   * @throws ClassifineException if something cannot be written
   */
  public static void write(
      Path folder, Map<String, String> metadata, List<TensorToWrite> tensors, long fileLimit) {
    List<List<TensorToWrite>> parts = ShardsWriter.parts(tensors, fileLimit);
    if (parts.size() > 1) {
      ShardsWriter.write(folder, metadata, parts);
      WholeFile.delete(folder.resolve(SAFETENSORS), WRITTEN_OVER);
    } else {
      Safetensors.write(folder.resolve(SAFETENSORS), metadata, tensors);
      WholeFile.delete(folder.resolve(SAFETENSORS + INDEX), WRITTEN_OVER);
    }
    int count = parts.size() > 1 ? parts.size() : 0;
    fileNames(folder).stream()
        .filter(name -> name.matches("model-[0-9]{5}-of-[0-9]{5}\\.safetensors"))
        .filter(name -> Integer.parseInt(name.substring(15, 20)) != count)
        .forEach(name -> WholeFile.delete(folder.resolve(name), WRITTEN_OVER));
  }

  /** Whether a folder holds weights. */
  public static boolean areIn(Path folder) {
    return isIn(folder, SAFETENSORS) || isIn(folder, PICKLED);
  }

  /**
   * Makes a folder one without weights: the files that {@link #openFolder} reads are deleted, and
   * the parts that have the usual names.
   *
   * @throws ClassifineException if something cannot be deleted
   */
  public static void removeFrom(Path folder) {
    fileNames(folder).stream()
        .filter(name -> WEIGHTS.matcher(name).matches())
        .forEach(name -> WholeFile.delete(folder.resolve(name), WRITTEN_OVER));
  }

  private static boolean isIn(Path folder, String name) {
    return isThere(folder.resolve(name)) || isThere(folder.resolve(name + INDEX));
  }

  /** Also where it is a link that leads nowhere, which opening it then says. */
  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static TensorSource open(Path folder, String name, Function<Path, TensorSource> opener) {
    Path single = folder.resolve(name);
    return isThere(single)
        ? opener.apply(single)
        : Shards.open(folder.resolve(name + INDEX), opener);
  }

  private static ClassifineException noWeights(Path folder) {
    List<String> names = fileNames(folder);
    String found =
        names.isEmpty()
            ? "nothing"
            : names.stream().limit(NAMES_IN_ERROR).collect(Collectors.joining(", "))
                + (names.size() > NAMES_IN_ERROR ? ", ..." : "");
    return new ClassifineException(
        folder
            + ": neither "
            + SAFETENSORS
            + " nor "
            + PICKLED
            + " is there, whole or in parts with its "
            + INDEX
            + ". Found: "
            + found
            + ". Save the model with safetensors.");
  }

  private static List<String> fileNames(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ClassifineException(folder + ": cannot be listed: " + Reason.of(e) + ".", e);
    }
  }
}
