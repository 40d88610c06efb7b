package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.WordEmbedding;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.ParameterGroup;
import dev.classifine.script.Gradients;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Trains the rows of those words alone that occur in the training texts. The others have no
 * gradient in any step, and then no moments: all that AdamW does to them is its decay, {@code w *=
 * 1 - lr·wd} in each update, which can be made up for at any time. So the passes and the optimizer
 * get an array {@code [S, H]} of the rows that occur, in place of the table {@code [V, H]}:
 * gradient and moments take 12·S·H bytes, not 12·V·H, and the update as much less time.
 *
 * <p>The table itself stays the block's, and is brought up to date when it is to be read: the rows
 * that are trained are written into it, and the others multiplied with the decay of all updates so
 * far. What these were is kept until the next step, which begins with the undecayed rows again: how
 * often the table is read, and when a run is cut, changes no bit of any row.
 *
 * <p>A word that is met later joins: its row is the table's with the decay so far, its moments are
 * zero, as those of a row without a gradient are, and the count of steps is the optimizer's.
 */
final class SubVocabulary implements Words {

  private static final String WORDS = "words";
  private static final String DECAY = "words.decay";
  private static final String UNTOUCHED = "words.untouched";

  private final WordEmbedding embedding;
  private final Parameter parameter;
  private final ParameterGroup group;
  private final NDManager manager;
  private final EmbeddingTable table;
  private final ParameterStore store;
  private final Map<Device, NDArray> inputs = new ConcurrentHashMap<>(); // [V] int64
  private WordRows rows;
  private NDArray trained; // [S, H]

  /** Of all updates so far. */
  private double decay = 1;

  private boolean upToDate = true;

  /** [V - S, H] without decay, while the table holds them with it; null while it does not. */
  private NDArray untouched;

  /**
   * @param manager closes the arrays at the latest
   * @param parameter the word embedding {@code [V, H]}, with its values set
   * @param group whose learning rate and decay it has
   * @param rows which of its rows are trained
   */
  SubVocabulary(
      NDManager manager,
      WordEmbedding embedding,
      Parameter parameter,
      ParameterGroup group,
      WordRows rows) {
    this.embedding = embedding;
    this.parameter = parameter;
    this.group = group;
    this.rows = rows;
    this.manager = manager.newSubManager();
    this.table = new EmbeddingTable(parameter, this.manager);
    this.store = new Store(this.manager);
    Gradients.drop(parameter.getArray()); // of an earlier training
    parameter.getArray().setRequiresGradient(parameter.requiresGradient());
    this.trained = taken(rows, this.manager);
  }

  /**
   * What trains the words of some texts, where that is less than training all.
   *
   * @param block with its parameters set
   * @param groups the parameters that are trained in some epoch
   * @param met the words of the texts that are known before the training
   * @return empty where the embedding is not trained or all words occur
   */
  static Optional<SubVocabulary> of(
      NDManager manager,
      Block block,
      WordEmbedding embedding,
      List<ParameterGroup> groups,
      BitSet met) {
    Parameter parameter = block.getParameters().get(embedding.parameter());
    int vocabulary = Math.toIntExact(parameter.getArray().getShape().get(0));
    WordRows rows = WordRows.of(vocabulary, embedding.paddingRow(), met);
    return groups.stream()
        .filter(group -> group.parameters().contains(parameter) && rows.size() < vocabulary)
        .findFirst()
        .map(group -> new SubVocabulary(manager, embedding, parameter, group, rows));
  }

  @Override
  public ParameterStore store() {
    return store;
  }

  @Override
  public NDArray array(Parameter asked) {
    return asked == parameter ? trained : asked.getArray();
  }

  @Override
  public NDList inputs(NDList data, Device device) {
    NDList all = new NDList(data);
    all.add(inputs.computeIfAbsent(device, this::input));
    return all;
  }

  private NDArray input(Device device) {
    NDArray input = EmbeddingTable.indexes(manager.newSubManager(device), rows.rows());
    input.setName(embedding.rowsInput());
    return input;
  }

  @Override
  public void follow() {
    ReplicaCopy.follow(parameter, trained);
  }

  @Override
  public void beginStep() {
    upToDate = false;
    if (untouched != null) {
      table.put(rows.others(), untouched, 1);
      untouched.close();
      untouched = null;
    }
  }

  @Override
  public boolean lackAnyOf(BitSet met) {
    return met.stream().anyMatch(rows::lacks);
  }

  @Override
  public void join(BitSet met, AdamW optimizer, Replicas replicas, NDManager scope) {
    WordRows more = rows.with(met);
    widen();
    NDArray grown = taken(more, scope); // the new rows with the decay so far
    Runnable ofReplicas = replicas.grow(parameter, grown, scope);
    beginStep();
    become(more, grown, optimizer); // after all else that memory may not hold
    ofReplicas.run();
  }

  private void become(WordRows others, NDArray array, AdamW optimizer) {
    optimizer.resize(parameter, array);
    trained.close();
    trained = array;
    trained.attach(manager);
    rows = others;
    inputs.values().forEach(input -> input.getManager().close());
    inputs.clear();
  }

  @Override
  public void updated(double learningRate) {
    if (parameter.requiresGradient()) {
      // As libtorch's kernel for processors has it, which multiplies by a float.
      decay *= (float) (1 - learningRate * group.rateScale() * group.weightDecay());
    }
  }

  @Override
  public void widen() {
    if (upToDate) {
      return;
    }
    if (isDecayed()) {
      long[] others = rows.others();
      if (untouched == null) { // else an earlier call could not write all of them
        untouched = table.take(others, manager);
      }
      table.put(others, untouched, decay);
    }
    table.put(rows.words(), trained, 1);
    upToDate = true;
  }

  private boolean isDecayed() {
    return decay != 1 && rows.size() < rows.vocabulary();
  }

  @Override
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(WORDS, rows.list());
    values.put(DECAY, Double.toString(decay));
    return values;
  }

  @Override
  public Map<String, NDArray> state() {
    return untouched == null ? Map.of() : Map.of(UNTOUCHED, untouched);
  }

  @Override
  public void restore(Map<String, String> values, String place, AdamW optimizer) {
    if (!values.containsKey(WORDS) || !values.containsKey(DECAY)) {
      throw new ClassifineException(
          place
              + ": does not say which words it trained, which this run needs. The checkpoint must"
              + " be of the same model, texts and options.");
    }
    WordRows saved = WordRows.of(rows.vocabulary(), values.get(WORDS));
    become(saved, taken(saved, manager), optimizer);
    decay = Double.parseDouble(values.get(DECAY));
    if (isDecayed()) {
      untouched = table.zeros(rows.vocabulary() - rows.size());
    }
  }

  @Override
  public void restored() {
    table.take(trained, rows.words());
    upToDate = true;
  }

  /** What it comes to, for a person. */
  @Override
  public String toString() {
    long saved =
        3L
            * Float.BYTES
            * (parameter.getArray().size() - trained.size()); // a gradient, two moments
    return String.format(
        Locale.ROOT,
        "Training the embeddings of the %,d words that occur, of %,d: gradient and moments take"
            + " %,.1f MB less.",
        rows.size(),
        rows.vocabulary(),
        saved / 1e6);
  }

  @Override
  public void close() {
    try {
      widen();
    } finally {
      manager.close();
    }
  }

  /** The rows of some words, to be trained. */
  private NDArray taken(WordRows some, NDManager owner) {
    NDArray array = table.take(some.words(), owner);
    array.setRequiresGradient(parameter.requiresGradient());
    return array;
  }

  /** Gives the array that is trained, whatever device is asked for: passes of the model ask. */
  private final class Store extends ParameterStore {

    Store(NDManager manager) {
      super(manager, false);
    }

    @Override
    public NDArray getValue(Parameter asked, Device device, boolean training) {
      return asked == null ? null : array(asked);
    }
  }
}
