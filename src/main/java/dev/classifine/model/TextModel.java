package dev.classifine.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.error.ClassifineException;
import dev.classifine.lora.LoraOptions;
import dev.classifine.optim.ParameterDepths;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.OutOfMemory;
import dev.classifine.script.Program;
import dev.classifine.script.ProgramBlock;
import dev.classifine.script.ProgramSource;
import dev.classifine.weights.TensorData;
import dev.classifine.weights.TensorToWrite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A text classifier on a device: a DJL model whose block runs the architecture's program on
 * parameters with Hugging Face's names. It is made from a checkpoint and written as one.
 */
public final class TextModel implements AutoCloseable {

  private final Model djl;
  private final ProgramBlock block;
  private final Architecture architecture;
  private final ModelConfig config;
  private final InputLimits limits;
  private final List<NamedFile> tokenizerFiles;
  private final LabelSet labels;
  private volatile Decision decision;
  private final LoadReport report;
  private final ProgramOptions options;
  private final LoraLayers lora;
  private final Optional<String> baseName;

  private TextModel(
      Model djl,
      Checkpoint checkpoint,
      ModelConfig config,
      Classifier classifier,
      ProgramOptions options,
      WordTable words) {
    this.djl = djl;
    this.config = config;
    this.architecture = Architectures.of(config);
    this.tokenizerFiles = checkpoint.tokenizerFiles();
    this.labels = classifier.labels();
    this.decision = Decision.of(classifier.problemType());
    this.options = options;
    this.baseName = checkpoint.baseName();
    this.limits = InputLimits.of(config);
    ProgramSource source = architecture.program(config, options);
    WeightLoader loader = new WeightLoader(architecture, config, checkpoint.tensors(), words);
    loader.check(labels.size(), classifier.keepHead());
    Program program = Program.load(djl.getNDManager(), source);
    Map<String, NDArray> parameters =
        loader.load(djl.getNDManager(), labels.size(), classifier.keepHead(), classifier.seed());
    this.report = loader.report(labels.size());
    this.lora = options.lora().map(this::lora).orElse(null);
    if (lora != null) {
      for (ParameterSpec spec : lora.specs()) {
        parameters.put(spec.name(), WeightLoader.make(djl.getNDManager(), spec, classifier.seed()));
      }
    }
    this.block = new ProgramBlock(program, parameters, new Shape(-1, labels.size()));
    djl.setBlock(block);
    if (lora != null) {
      block.getParameters().stream()
          .filter(pair -> !lora.isTrained(pair.getKey()))
          .forEach(pair -> pair.getValue().freeze(true));
    }
  }

  private LoraLayers lora(LoraOptions chosen) {
    return new LoraLayers(
        chosen,
        architecture.parameters(config, labels.size()),
        Set.copyOf(report.fresh()),
        architecture.queryAndValue());
  }

  /**
   * What the classifier is to be.
   *
   * @param labels the labels in the order of the logits
   * @param problemType the problem
   * @param keepHead whether a head that the checkpoint holds is for these labels; it starts anew
   *     otherwise
   * @param seed for what starts anew
   */
  public record Classifier(LabelSet labels, ProblemType problemType, boolean keepHead, long seed) {}

  /**
   * Loads a checkpoint as a classifier; the checkpoint may be closed afterwards.
   *
   * @throws ClassifineException if the architecture or a value of its configuration is not
   *     supported, or the weights are not those that the configuration describes
   */
  public static TextModel load(Checkpoint checkpoint, Classifier classifier, Device device) {
    return load(checkpoint, classifier, device, ProgramOptions.DEFAULTS);
  }

  /**
   * Loads a checkpoint as a classifier that computes as the options say; the checkpoint may be
   * closed afterwards.
   *
   * @throws ClassifineException as {@link #load(Checkpoint, Classifier, Device)}
   * @throws dev.classifine.error.UsageException if the options name layers that the model lacks
   */
  public static TextModel load(
      Checkpoint checkpoint, Classifier classifier, Device device, ProgramOptions options) {
    return load(checkpoint, classifier, device, options, WordTable.IN_MEMORY);
  }

  /**
   * Loads a checkpoint as {@link #load(Checkpoint, Classifier, Device, ProgramOptions)}, with the
   * table of its words where it is said to lie.
   */
  public static TextModel load(
      Checkpoint checkpoint,
      Classifier classifier,
      Device device,
      ProgramOptions options,
      WordTable words) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    Architectures.of(config); // before the engine is asked for anything
    NativeRuntime.engine();
    Model djl = Model.newInstance(checkpoint.name(), device, "PyTorch");
    try {
      return new TextModel(djl, checkpoint, config, classifier, options, words);
    } catch (EngineException e) {
      djl.close();
      throw OutOfMemory.told(
          e,
          checkpoint.name()
              + ": the memory of "
              + NativeRuntime.name(device)
              + " does not hold its weights",
          "Take a smaller model, or another device.");
    } catch (RuntimeException e) {
      djl.close();
      throw e;
    }
  }

  /**
   * The label set that a checkpoint's head was trained for: that of its configuration, or LABEL_0
   * to LABEL_K-1 where it has a head and names no labels.
   */
  public static Optional<LabelSet> labelsOf(Checkpoint checkpoint) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    Optional<LabelSet> named = config.labels();
    if (named.isPresent()) {
      return named;
    }
    int size = headSize(checkpoint);
    return size > 0
        ? Optional.of(new LabelSet(IntStream.range(0, size).mapToObj(i -> "LABEL_" + i).toList()))
        : Optional.empty();
  }

  /** How many logits a checkpoint's classification head has; 0 where it has no head. */
  public static int headSize(Checkpoint checkpoint) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    return new WeightLoader(Architectures.of(config), config, checkpoint.tensors()).headSize();
  }

  /** Whether a checkpoint holds a classification head. */
  public static boolean hasHead(Checkpoint checkpoint) {
    return headSize(checkpoint) > 0;
  }

  /**
   * DJL's model, to be trained; its block's inputs are those of {@link
   * dev.classifine.text.TokenBatch}.
   */
  public Model djl() {
    return djl;
  }

  /** The labels in the order of the logits. */
  public LabelSet labels() {
    return labels;
  }

  /** The problem. */
  public ProblemType problemType() {
    return decision.problemType();
  }

  /**
   * How logits become labels: the default, until one is set. That of a checkpoint belongs to its
   * weights and is not taken over unasked.
   */
  public Decision decision() {
    return decision;
  }

  /**
   * Sets the decision that is written with the model.
   *
   * @throws IllegalArgumentException if it is for another problem or another number of labels
   */
  public void setDecision(Decision value) {
    int thresholds = value.thresholds().size();
    if (value.problemType() != problemType() || thresholds != 1 && thresholds != labels.size()) {
      throw new IllegalArgumentException(
          value + " is not for " + labels.size() + " labels of " + problemType().title() + ".");
    }
    decision = value;
  }

  /** The configuration as it was read. */
  public ModelConfig config() {
    return config;
  }

  /** The tokenizer's files. */
  public List<NamedFile> tokenizerFiles() {
    return tokenizerFiles;
  }

  /** What became of the checkpoint's tensors. */
  public LoadReport report() {
    return report;
  }

  /** The most tokens that can be computed. */
  public int maxTokens() {
    return limits.maxTokens();
  }

  /** How many token types there are; 0 where the architecture has none. */
  public int tokenTypes() {
    return limits.tokenTypes();
  }

  /** How many words the embedding has. */
  public int words() {
    return limits.words();
  }

  /** The id that fills the right of a batch. */
  public int paddingId() {
    return limits.padding();
  }

  /** The parameter that has a row for each word. */
  public WordEmbedding wordEmbedding() {
    return new WordEmbedding(architecture.wordEmbedding(), architecture.paddingRow(config));
  }

  /** Where the parameters of the block lie, from the embeddings to the head. */
  public ParameterDepths depths() {
    return new LayerDepths(architecture, config, labels.size());
  }

  /** How it computes. */
  public ProgramOptions options() {
    return options;
  }

  /** How many numbers the parameters hold that are trained: with LoRA a small part. */
  public long trainableParameterCount() {
    return djl.getBlock().getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  /** How many numbers the parameters hold. */
  public long parameterCount() {
    return djl.getBlock().getParameters().values().stream()
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  /**
   * The logits {@code [B, K]} of a batch, without dropout and gradients. Several threads may call
   * it.
   */
  public NDList logits(NDList inputs) {
    return djl.getBlock().forward(new ParameterStore(djl.getNDManager(), false), inputs, false);
  }

  /**
   * The encoder's last hidden states {@code [B, T, H]} of a batch, without dropout and gradients.
   */
  public NDArray hiddenStates(NDList inputs) {
    return block.call("encode", inputs, false);
  }

  /** Its embeddings and lowest layers, to be run apart from the rest. */
  public LowerLayers lowerLayers() {
    boolean updatesDrop = options.lora().filter(updates -> updates.dropout() > 0).isPresent();
    return new LowerLayers(architecture, config, depths(), updatesDrop, block);
  }

  /** Writes a checkpoint in float32. */
  public void save(Path folder) {
    save(folder, SaveOptions.DEFAULT);
  }

  /**
   * Writes a checkpoint that transformers loads: {@code config.json}, the weights as safetensors
   * and the tokenizer's files as they were read. Each file appears whole or not at all. With LoRA
   * the updates are merged into the weights, or, where the options ask for an adapter, written as
   * PEFT writes them: {@code adapter_config.json} and {@code adapter_model.safetensors}.
   *
   * @throws dev.classifine.error.UsageException if an adapter is asked for and the model has no
   *     LoRA, or its base is an adapter itself
   */
  public void save(Path folder, SaveOptions options) {
    new CheckpointWriter(this).write(folder, options);
  }

  /** Writes all of {@link #save} but the weights. */
  public void saveDescription(Path folder) {
    new CheckpointWriter(this).writeDescription(folder, tensors());
  }

  /**
   * What a plain checkpoint holds, in the order of Hugging Face's state dict: views of the
   * parameters' memory, or copies of what lies on a GPU; with LoRA, weights with their updates are
   * merged, one at a time, when their data are asked for.
   */
  public List<TensorToWrite> tensors() {
    List<TensorToWrite> tensors = new ArrayList<>();
    for (Pair<String, Parameter> pair : djl.getBlock().getParameters()) {
      String name = pair.getKey();
      if (lora == null || !lora.isUpdate(name)) {
        TensorData data = lora == null ? new ArrayData(array(name)) : lora.data(name, this::array);
        tensors.add(new TensorToWrite(name, array(name).getShape().getShape(), data));
      }
    }
    return tensors;
  }

  /** The low-rank updates, where there are some. */
  Optional<LoraLayers> lora() {
    return Optional.ofNullable(lora);
  }

  /** How an adapter names the checkpoint that was loaded. */
  Optional<String> baseName() {
    return baseName;
  }

  /** A parameter's values. */
  NDArray array(String parameter) {
    return djl.getBlock().getParameters().get(parameter).getArray();
  }

  /** The program that gives the logits from {@link #tensors()}, in float32. */
  public ProgramSource source() {
    return description().program();
  }

  /** What that program computes. */
  public ProgramDescription description() {
    return architecture.description(config, ProgramOptions.DEFAULTS);
  }

  /** The name of Hugging Face's class for this classifier. */
  public String className() {
    return architecture.classifierName();
  }

  @Override
  public void close() {
    djl.close();
  }
}
