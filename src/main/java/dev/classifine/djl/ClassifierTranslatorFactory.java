package dev.classifine.djl;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import ai.djl.util.StringPair;
import dev.classifine.Prediction;
import dev.classifine.TextPipeline;
import dev.classifine.data.Example;
import dev.classifine.problem.ProblemType;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Translators for a trained classifier whose folder holds {@code config.json} and the tokenizer:
 * one that was exported as TorchScript, or a checkpoint ({@link CheckpointBlockFactory}). Texts are
 * cut and told apart as in training, and the decision that was tuned is used, which DJL's own
 * translators do not do.
 *
 * <p>Inputs are a {@code String} or a {@link StringPair}; outputs are
 *
 * <ul>
 *   <li>{@link Classifications}: probabilities that sum to 1 (single-label) or are independent
 *       (multi-label), in the order of the labels; a regression has none
 *   <li>{@code float[]}: the scores in the order of the labels, a regression's numbers
 *   <li>{@link Prediction}: scores and decided labels
 * </ul>
 *
 * <p>Arrays of an input give arrays of an output, and {@code Input} gives {@code Output}, for DJL
 * Serving. The argument {@code maxLength} is the most tokens of a text.
 */
public final class ClassifierTranslatorFactory implements TranslatorFactory {

  private static final Map<Class<?>, Function<Object, Example>> INPUTS =
      Map.of(
          String.class, text -> new Example((String) text, null, null, 0),
          StringPair.class, pair -> pair((StringPair) pair));

  private static final Map<Class<?>, Function<Prediction, Object>> OUTPUTS =
      Map.of(
          Classifications.class, ClassifierTranslatorFactory::classifications,
          float[].class, ClassifierTranslatorFactory::numbers,
          Prediction.class, prediction -> prediction);

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    Set<Pair<Type, Type>> types = new HashSet<>();
    types.add(new Pair<>(Input.class, Output.class));
    for (Class<?> input : INPUTS.keySet()) {
      for (Class<?> output : OUTPUTS.keySet()) {
        types.add(new Pair<>(input, output));
        types.add(new Pair<>(input.arrayType(), output.arrayType()));
      }
    }
    return types;
  }

  /**
   * Makes a translator. It is closed with the model.
   *
   * @throws TranslateException if classes are asked of a regression, or types that are not
   *     supported
   * @throws dev.classifine.error.ClassifineException if the model's folder lacks the configuration
   *     or the tokenizer
   */
  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
      throws TranslateException {
    if (!isSupported(input, output)) {
      throw new TranslateException(
          input.getName() + " to " + output.getName() + " is not supported; see the Javadoc.");
    }
    TextPipeline texts =
        TextPipeline.load(model.getModelPath(), ArgumentsUtil.intValue(arguments, "maxLength", 0));
    model.getNDManager().attachInternal(UUID.randomUUID().toString(), texts);
    boolean numbers = texts.problemType() == ProblemType.REGRESSION;
    if (input == Input.class) {
      Class<?> row = numbers ? float[].class : Classifications.class;
      return (Translator<I, O>) new ServingTranslator(texts, OUTPUTS.get(row));
    }
    boolean several = input.isArray();
    Class<?> row = several ? output.getComponentType() : output;
    if (numbers && row == Classifications.class) {
      throw new TranslateException(
          model.getModelPath()
              + ": a regression has no classes. Ask for float[] or Prediction instead of"
              + " Classifications.");
    }
    Function<Prediction, Object> result = OUTPUTS.get(row);
    if (!several) {
      return new RowTranslator<>(
          texts, (Function<I, Example>) INPUTS.get(input), (Function<Prediction, O>) result);
    }
    Function<Object, Example> example = INPUTS.get(input.getComponentType());
    return new RowsTranslator<>(
        texts,
        rows -> Arrays.stream((Object[]) rows).map(example).toList(),
        predictions -> (O) array(row, predictions.stream().map(result).toList()));
  }

  private static Object array(Class<?> type, List<Object> items) {
    return items.toArray((Object[]) Array.newInstance(type, items.size()));
  }

  private static Example pair(StringPair pair) {
    return new Example(pair.getKey(), pair.getValue(), null, 0);
  }

  private static Classifications classifications(Prediction prediction) {
    return new Classifications(
        List.copyOf(prediction.scores().keySet()), List.copyOf(prediction.scores().values()));
  }

  private static float[] numbers(Prediction prediction) {
    float[] numbers = new float[prediction.scores().size()];
    int k = 0;
    for (double score : prediction.scores().values()) {
      numbers[k++] = (float) score;
    }
    return numbers;
  }
}
