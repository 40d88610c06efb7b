package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.data.Examples;
import dev.classifine.data.Fold;
import dev.classifine.data.Folds;
import dev.classifine.data.LabelResolver;
import dev.classifine.data.LabelUse;
import dev.classifine.data.Labelling;
import dev.classifine.data.Split;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.TextModel;
import dev.classifine.problem.LabelSet;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.TextSet;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run learns from and is evaluated on: read, labelled, and split where that was asked for.
 */
final class RunData {

  private static final Logger LOG = LoggerFactory.getLogger(RunData.class);

  private final FineTuningOptions options;
  private final Examples train;
  private final Examples eval;
  private final int copies; // held-out rows with the texts of a row to learn from
  private final Labelling labelling;
  private final boolean headKept;

  /**
   * The files' rows.
   *
   * @param eval null where there is no file for it
   */
  record Files(Examples train, Examples eval) {

    /**
     * Reads them.
     *
     * @throws ClassifineException if a row is not as it must be
     */
    static Files read(DataOptions data) {
      Columns columns = data.columns();
      data.train().orderWarning().ifPresent(LOG::warn);
      return new Files(
          read(data, data.train(), columns),
          data.eval() == null
              ? null
              : read(data, data.eval(), columns.withWeight(null))); // all rows weigh the same
    }

    private static Examples read(DataOptions data, DataLocation location, Columns columns) {
      return Examples.read(location, columns, data.labelDelimiter(), LabelUse.REQUIRED);
    }
  }

  /**
   * Decides on labels and problem, and splits.
   *
   * @throws ClassifineException if a label is not as it must be, or the labels are not those of the
   *     checkpoint's trained head
   */
  RunData(FineTuningOptions options, Files files, Checkpoint checkpoint) {
    this.options = options;
    DataOptions data = options.data();
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    this.labelling =
        LabelResolver.resolve(
            files.train(),
            data.problemType(),
            config.problemType().orElse(null),
            TextModel.labelsOf(checkpoint).orElse(null));
    HeadCheck head = new HeadCheck(checkpoint, config, labelling);
    head.check(options.ignoreMismatchedSizes());
    this.headKept = head.fits();
    if (files.eval() != null) {
      labelling.targets(files.eval()); // an unknown label is an error before anything is loaded
    }
    Split split = split(files.train());
    this.train = split == null ? files.train() : files.train().select(split.rest());
    this.eval = split == null ? files.eval() : files.train().select(split.heldOut());
    this.copies = split == null ? 0 : split.copies(files.train());
    labelling.messages().forEach(LOG::info);
    LOG.info("Problem: {}, labels: {}.", labelling.type().id(), labelling.labels());
  }

  /** Holds rows out where that was asked for; null where not. */
  private Split split(Examples all) {
    DataOptions data = options.data();
    if (data.fold() != null) {
      return fold(all, data.fold());
    }
    return data.evalFraction() > 0
        ? Split.stratified(labelling.targets(all), data.evalFraction(), options.training().seed())
        : null;
  }

  private Split fold(Examples all, Fold fold) {
    Folds folds = Folds.of(labelling.targets(all), fold.count(), fold.seed());
    int[] scarce = folds.scarceLabels();
    if (scarce.length > 0) {
      LOG.warn(
          "{}: {} of the {} labels have fewer rows than there are folds ({}), so that some folds"
              + " have none of them: {}.",
          all.source(),
          scarce.length,
          labelling.labels().size(),
          fold.count(),
          new LabelSet(Arrays.stream(scarce).mapToObj(labelling.labels()::name).toList()));
    }
    return folds.split(fold.index());
  }

  /** Labels and problem. */
  Labelling labelling() {
    return labelling;
  }

  /** Whether the checkpoint's head is trained on. */
  boolean isHeadKept() {
    return headKept;
  }

  /** The rows to learn from, as tokens. */
  TextSet train(TextTokenizer tokenizer, TextModel model) {
    return encode(tokenizer, model, train);
  }

  /** The rows to evaluate on, as tokens; null where there are none. */
  TextSet eval(TextTokenizer tokenizer, TextModel model) {
    return eval == null ? null : encode(tokenizer, model, eval);
  }

  /** Tells the manifest and the log what there is. */
  void describe(RunManifest manifest) {
    manifest.data("train", options.data().train(), train);
    if (options.data().eval() != null) {
      manifest.data("eval", options.data().eval(), eval);
    } else if (eval != null) {
      manifest.heldOut(options.data(), eval.size(), copies);
    }
    if (copies > 0) {
      LOG.warn(
          "{}: {} of the {} rows that are held out have the same text as a row that is trained on,"
              + " so that the metrics are better than those of new texts would be. Remove repeated"
              + " rows.",
          eval.source(),
          copies,
          eval.size());
    }
    LOG.info(
        "Training on {} rows{}.",
        train.size(),
        eval == null ? "" : ", evaluating on " + eval.size());
  }

  private TextSet encode(TextTokenizer tokenizer, TextModel model, Examples examples) {
    return new TextSet(
        tokenizer.encode(examples.texts(), examples.pairs()),
        labelling.targets(examples),
        model.paddingId(),
        examples::place);
  }
}
