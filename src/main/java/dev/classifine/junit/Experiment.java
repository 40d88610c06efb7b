package dev.classifine.junit;

import dev.classifine.FineTuningBuilder;
import dev.classifine.TextClassifier;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Trains in a test: {@link dev.classifine.FineTuning} as in a real run, from a folder with a
 * checkpoint to a folder with a checkpoint, on the processor. It is a parameter of tests with
 * {@link ClassifineTest}, and ends with the test: what it loaded is closed and its folder is
 * deleted. As a parameter of {@code @BeforeAll} or a constructor it ends with the class.
 *
 * <p>Unless the options say otherwise, a training makes {@value #EPOCHS} passes in batches of
 * {@value #BATCH_SIZE} at a learning rate of {@value #LEARNING_RATE}, logs every step and evaluates
 * after every pass.
 */
public final class Experiment {

  /** Passes over the training set where nothing else is said. */
  public static final int EPOCHS = 10;

  /** Rows of a batch where nothing else is said. */
  public static final int BATCH_SIZE = 4;

  /** The peak learning rate where nothing else is said: far above that of pretrained models. */
  public static final double LEARNING_RATE = 1e-2;

  private static final Consumer<FineTuningBuilder> DEFAULTS = options -> {};

  private final Workspace workspace;
  private final long seed;
  private final TinyModel tiny;
  private final Path own;

  /** An experiment with the default tiny model. */
  Experiment(Workspace workspace, long seed) {
    this(workspace, seed, TinyModel.DEFAULT, null);
  }

  private Experiment(Workspace workspace, long seed, TinyModel tiny, Path own) {
    this.workspace = workspace;
    this.seed = seed;
    this.tiny = tiny;
    this.own = own;
  }

  /** The same experiment with a tiny model of another size. */
  public Experiment with(TinyModel model) {
    return new Experiment(workspace, seed, model, null);
  }

  /** The same experiment with another seed. */
  public Experiment withSeed(long value) {
    return new Experiment(workspace, value, tiny, own);
  }

  /**
   * The same experiment that begins with a checkpoint of the test's own in place of the tiny model.
   *
   * @param checkpoint a folder in Hugging Face's layout
   * @throws UsageException if there is no such folder
   */
  public Experiment from(Path checkpoint) {
    if (!Files.isDirectory(checkpoint)) {
      throw new UsageException(checkpoint + ": no such folder. Name the folder of a checkpoint.");
    }
    return new Experiment(workspace, seed, tiny, checkpoint);
  }

  /** Trains with an experiment's defaults and evaluates on the training rows. */
  public Trained train(Texts train) {
    return train(train, DEFAULTS);
  }

  /**
   * Trains and evaluates on the training rows. To evaluate on a part of them, which the options
   * name as {@code evalFraction} or {@code fold}, give null in {@link #train(Texts, Texts,
   * Consumer)}.
   *
   * @param options changes what it has to; called once for each run, so that objects with a state,
   *     as some callbacks, are made in it. The output folder is the experiment's, whatever it says
   * @throws ClassifineException as {@link dev.classifine.FineTuning} throws it
   */
  public Trained train(Texts train, Consumer<FineTuningBuilder> options) {
    return train(train, train, options);
  }

  /** Trains with an experiment's defaults and evaluates on other rows. */
  public Trained train(Texts train, Texts eval) {
    return train(train, eval, DEFAULTS);
  }

  /**
   * Trains and evaluates on other rows.
   *
   * @param eval of the same labels; their weights count nothing. Null for none, or for those that
   *     the options name
   * @param options as for {@link #train(Texts, Consumer)}
   * @throws ClassifineException as {@link dev.classifine.FineTuning} throws it
   */
  public Trained train(Texts train, Texts eval, Consumer<FineTuningBuilder> options) {
    Path data = workspace.newFolder("data");
    Recipe recipe =
        new Recipe(
            own != null ? own : checkpoint(train, eval),
            train.file(data, "train"),
            eval == null ? null : eval.file(data, "eval"),
            train.problemType(),
            train.isWeighted(),
            seed,
            options);
    return Trained.by(recipe, workspace);
  }

  /**
   * Writes the tiny model as a checkpoint that knows the words of texts: {@code config.json},
   * {@code model.safetensors}, {@code tokenizer.json} and {@code tokenizer_config.json}, without a
   * classification head. The same texts in the same order give the same bytes.
   *
   * @param texts null ones are left out
   * @return its folder, within the experiment's
   */
  public Path checkpoint(Texts... texts) {
    Path folder = workspace.newFolder("model");
    TinyCheckpoint.write(
        folder,
        tiny,
        seed,
        Stream.of(texts).filter(Objects::nonNull).flatMap(each -> each.texts().stream()).toList());
    return folder;
  }

  /**
   * Loads a fine-tuned checkpoint onto the processor.
   *
   * @return a classifier that the experiment closes
   */
  public TextClassifier load(Path checkpoint) {
    return workspace.load(checkpoint);
  }

  /** A temporary folder, which is deleted with all that is in it when the experiment ends. */
  public Path folder() {
    return workspace.folder();
  }

  /** The seed of the tiny model, the order of the rows, dropout and new layers. */
  public long seed() {
    return seed;
  }
}
