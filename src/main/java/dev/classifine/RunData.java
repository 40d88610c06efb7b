package dev.classifine;

import dev.classifine.RunFiles.AllRows;
import dev.classifine.RunFiles.FileRows;
import dev.classifine.RunFiles.Source;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.data.Example;
import dev.classifine.data.Fold;
import dev.classifine.data.Folds;
import dev.classifine.data.LabelResolver;
import dev.classifine.data.LabelledRows;
import dev.classifine.data.Labelling;
import dev.classifine.data.Split;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.TextModel;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.TextSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run learns from and is evaluated on: labelled, and split where that was asked for. */
final class RunData {

  private static final Logger LOG = LoggerFactory.getLogger(RunData.class);

  private final FineTuningOptions options;
  private final Labelling labelling;
  private final boolean headKept;
  private final Part train;
  private final Part eval; // null where nothing is evaluated
  private final int copies; // held-out rows with the texts of a row to learn from

  /**
   * Rows to learn from or to evaluate on.
   *
   * @param source what they were read from
   * @param chosen the number of each row in it, from 0; null where they are all of its rows
   * @param places where each row stands in it
   */
  private record Part(
      Source source,
      int[] chosen,
      EncodedTexts tokens,
      Targets targets,
      IntFunction<String> places) {

    static Part of(FileRows rows, Labelling labelling) {
      return of(rows.source(), null, rows.tokens(), rows.labels(), labelling);
    }

    static Part of(FileRows rows, int[] chosen, Labelling labelling) {
      return of(
          rows.source(),
          chosen,
          rows.tokens().select(chosen),
          rows.labels().select(chosen),
          labelling);
    }

    private static Part of(
        Source source,
        int[] chosen,
        EncodedTexts tokens,
        LabelledRows labels,
        Labelling labelling) {
      return new Part(source, chosen, tokens, labelling.targets(labels), labels.places());
    }

    int size() {
      return tokens.size();
    }

    /** A row's number in the source, from 0. */
    int rowOfSource(int row) {
      return chosen == null ? row : chosen[row];
    }

    TextSet set(TextModel model) {
      return new TextSet(tokens, targets, model.paddingId(), places);
    }
  }

  /**
   * Decides on labels and problem, and splits.
   *
   * @throws ClassifineException if a label is not as it must be, or the labels are not those of the
   *     checkpoint's trained head
   */
  RunData(FineTuningOptions options, AllRows rows, Checkpoint checkpoint) {
    this.options = options;
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    this.labelling =
        LabelResolver.resolve(
            rows.train().labels(),
            options.data().problemType(),
            config.problemType().orElse(null),
            TextModel.labelsOf(checkpoint).orElse(null));
    HeadCheck head = new HeadCheck(checkpoint, config, labelling);
    head.check(options.ignoreMismatchedSizes());
    this.headKept = head.fits();
    Part ofFile = rows.eval() == null ? null : Part.of(rows.eval(), labelling);
    Split split = split(rows.train().labels());
    this.train =
        split == null
            ? Part.of(rows.train(), labelling)
            : Part.of(rows.train(), split.rest(), labelling);
    this.eval = split == null ? ofFile : Part.of(rows.train(), split.heldOut(), labelling);
    this.copies = split == null ? 0 : split.copies(rows.train().prints());
    labelling.messages().forEach(LOG::info);
    LOG.info("Problem: {}, labels: {}.", labelling.type().id(), labelling.labels());
  }

  /** Holds rows out where that was asked for; null where not. */
  private Split split(LabelledRows all) {
    DataOptions data = options.data();
    if (data.fold() != null) {
      return fold(all, data.fold());
    }
    return data.evalFraction() > 0
        ? Split.stratified(labelling.targets(all), data.evalFraction(), options.training().seed())
        : null;
  }

  private Split fold(LabelledRows all, Fold fold) {
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

  /** The rows to learn from. */
  TextSet train(TextModel model) {
    return train.set(model);
  }

  /** The rows to evaluate on; null where there are none. */
  TextSet eval(TextModel model) {
    return eval == null ? null : eval.set(model);
  }

  /** Tells the manifest and the log what there is. */
  void describe(RunManifest manifest) {
    manifest.data("train", train.source(), train.size());
    if (options.data().eval() != null) {
      manifest.data("eval", eval.source(), eval.size());
    } else if (eval != null) {
      manifest.heldOut(options.data(), eval.size(), copies);
    }
    if (copies > 0) {
      LOG.warn(
          "{}: {} of the {} rows that are held out have the same text as a row that is trained on,"
              + " so that the metrics are better than those of new texts would be. Remove repeated"
              + " rows.",
          eval.source().location().source(),
          copies,
          eval.size());
    }
    LOG.info(
        "Training on {} rows{}.",
        train.size(),
        eval == null ? "" : ", evaluating on " + eval.size());
  }

  /**
   * Gives the texts of rows of {@link #eval} as evaluations count them, without those that are
   * ignored; null where there are none. They are looked up by their numbers in the source, since
   * many rows may stand on one line; one that has other tokens now than it had is left out.
   *
   * @param tokenizer by which the rows' tokens were made
   */
  Function<int[], IntFunction<ReportText>> evalTexts(TextSet evalSet, TextTokenizer tokenizer) {
    if (evalSet == null) {
      return null;
    }
    int[] known =
        IntStream.range(0, evalSet.size())
            .filter(row -> !evalSet.targets().isIgnored(row))
            .toArray();
    return rows -> {
      Map<Integer, int[]> tokens = new HashMap<>();
      for (int row : rows) {
        tokens.put(eval.rowOfSource(known[row]), eval.tokens().ids(known[row]));
      }
      Map<Integer, Example> found =
          RowFile.read(options.data(), eval.source().location(), tokens.keySet());
      int read = found.size();
      found
          .entrySet()
          .removeIf(text -> !hasTokens(text.getValue(), tokens.get(text.getKey()), tokenizer));
      if (found.size() < read) {
        LOG.warn(
            "{} was changed while the run went on: {} texts of the report are missing.",
            eval.source().location().source(),
            read - found.size());
      }
      return row -> {
        String place = eval.places().apply(known[row]);
        Example example = found.get(eval.rowOfSource(known[row]));
        return example == null
            ? new ReportText("", null, place)
            : new ReportText(example.text(), example.textPair(), place);
      };
    };
  }

  private static boolean hasTokens(Example text, int[] tokens, TextTokenizer tokenizer) {
    EncodedTexts encoded =
        tokenizer.encode(
            List.of(text.text()), text.textPair() == null ? null : List.of(text.textPair()));
    return Arrays.equals(encoded.ids(0), tokens);
  }
}
