package dev.classifine.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.classifine.Prediction;
import dev.classifine.TextPipeline;
import dev.classifine.data.Example;
import java.util.List;
import java.util.function.Function;

/**
 * Several texts to their predictions: one batch, padded to the longest.
 *
 * @param <I> texts or pairs, at least one
 * @param <O> what becomes of the predictions
 */
final class RowsTranslator<I, O> implements NoBatchifyTranslator<I, O> {

  private final TextPipeline texts;
  private final Function<I, List<Example>> input;
  private final Function<List<Prediction>, O> output;

  RowsTranslator(
      TextPipeline texts, Function<I, List<Example>> input, Function<List<Prediction>, O> output) {
    this.texts = texts;
    this.input = input;
    this.output = output;
  }

  @Override
  public NDList processInput(TranslatorContext context, I rows) {
    return texts.inputs(context.getNDManager(), input.apply(rows));
  }

  @Override
  public O processOutput(TranslatorContext context, NDList logits) {
    return output.apply(texts.predictions(logits.singletonOrThrow()));
  }
}
