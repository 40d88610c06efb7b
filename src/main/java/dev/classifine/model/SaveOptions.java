package dev.classifine.model;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.error.UsageException;
import dev.classifine.io.ByteSize;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How a checkpoint is written.
 *
 * @param elements the type of the tensors' elements; default {@link Elements#FLOAT32}
 * @param fileLimit the most bytes of tensors in one file, at least 1; default 5 GB
 * @param asAdapter whether a model with LoRA is written as a PEFT adapter and not merged; default
 *     false
 */
public record SaveOptions(Elements elements, long fileLimit, boolean asAdapter) {

  /** The default. */
  public static final SaveOptions DEFAULT = new SaveOptions(Elements.FLOAT32, 5_000_000_000L);

  /** What tensors are written as. */
  public enum Elements {
    /** As they are computed. */
    FLOAT32,
    /** As the checkpoint had them that was loaded. */
    ORIGINAL;

    /** The value of an option. */
    public static Elements of(String name) {
      return switch (name) {
        case "float32" -> FLOAT32;
        case "original" -> ORIGINAL;
        default ->
            throw new UsageException(
                "--save-dtype: \"" + name + "\" is unknown. It must be float32 or original.");
      };
    }

    /** The name as an option. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A whole checkpoint. */
  public SaveOptions(Elements elements, long fileLimit) {
    this(elements, fileLimit, false);
  }

  /** The same, as an adapter or merged. */
  public SaveOptions withAdapter(boolean value) {
    return new SaveOptions(elements, fileLimit, value);
  }

  /**
   * @throws UsageException if the limit is below 1
   */
  public SaveOptions {
    if (fileLimit < 1) {
      throw new UsageException(
          "--max-shard-size: " + fileLimit + " bytes is too little. It must be at least 1.");
    }
  }

  /**
   * Checks, before anything is trained, that what comes of a checkpoint can be saved so.
   *
   * @throws UsageException if an adapter is asked for and the checkpoint is one itself, or lies in
   *     the folder
   */
  public void check(Checkpoint trained, Path folder) {
    if (asAdapter) {
      AdapterWriter.base(trained.name(), trained.baseName(), folder);
    }
  }

  /**
   * A size as {@code 5GB}, {@code 500 MB} or {@code 2GiB}, in bytes.
   *
   * @throws UsageException if it is none
   */
  public static long size(String text) {
    return ByteSize.of(text, "--max-shard-size");
  }
}
