package dev.classifine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.classifine.Prediction;
import dev.classifine.TextPipeline;
import dev.classifine.data.Example;
import java.util.List;
import java.util.function.Function;

/**
 * One text to one prediction. What a {@code Predictor} is given at once is one batch, padded to the
 * longest of its texts.
 *
 * @param <I> a text or pair
 * @param <O> what becomes of a prediction
 */
final class RowTranslator<I, O> implements Translator<I, O> {

  private final TextPipeline texts;
  private final Function<I, Example> input;
  private final Function<Prediction, O> output;

  RowTranslator(TextPipeline texts, Function<I, Example> input, Function<Prediction, O> output) {
    this.texts = texts;
    this.input = input;
    this.output = output;
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<I> inputs) {
    return texts.inputs(context.getNDManager(), inputs.stream().map(input).toList());
  }

  @Override
  public List<O> batchProcessOutput(TranslatorContext context, NDList logits) {
    return texts.predictions(logits.singletonOrThrow()).stream().map(output).toList();
  }

  /** Without the batch's dimension, which the batchifier adds. */
  @Override
  public NDList processInput(TranslatorContext context, I row) {
    NDList batch = batchProcessInput(context, List.of(row));
    return new NDList(batch.stream().map(array -> array.squeeze(0)).toArray(NDArray[]::new));
  }

  /** Without the batch's dimension. */
  @Override
  public O processOutput(TranslatorContext context, NDList logits) {
    NDArray batch = logits.singletonOrThrow().expandDims(0);
    return batchProcessOutput(context, new NDList(batch)).get(0);
  }
}
