package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.model.WordTable;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Trainings of a tiny encoder on few words, evaluated on others. */
final class WordRuns {

  /** Rows to train on. */
  static final int ROWS = 16;

  private final Fixture fixture;
  private int devices = 1;
  private int window;
  private Path output; // null keeps no checkpoints
  private UnaryOperator<TrainingSet> change = set -> set;
  private WordTable table = WordTable.IN_MEMORY;

  private WordRuns(Fixture fixture) {
    this.fixture = fixture;
  }

  /**
   * Trainings of an architecture's fixture.
   *
   * @param folder an empty one for its checkpoint without dropout
   */
  static WordRuns of(String architecture, Path folder) throws IOException {
    return new WordRuns(Fixture.of(architecture).withoutDropout(folder));
  }

  /** Trainings of an architecture's fixture with its dropout. */
  static WordRuns of(String architecture) {
    return of(Fixture.of(architecture));
  }

  /** Trainings of a fixture as it is. */
  static WordRuns of(Fixture fixture) {
    return new WordRuns(fixture);
  }

  /** On so many replicas on the processor. */
  WordRuns onDevices(int number) {
    devices = number;
    return this;
  }

  /** Leaving the numbers of so many steps on the device. */
  WordRuns unread(int number) {
    window = number;
    return this;
  }

  /** With checkpoints in a folder, going on with what is there; null for none. */
  WordRuns in(Path folder) {
    output = folder;
    return this;
  }

  /** With the table of the words somewhere else. */
  WordRuns table(WordTable value) {
    table = value;
    return this;
  }

  /** With another set to train on. */
  WordRuns changing(UnaryOperator<TrainingSet> value) {
    change = value;
    return this;
  }

  /**
   * A training's end.
   *
   * @param parameters every parameter's elements by name
   * @param embedding the name of the word embedding
   * @param touched the words that were trained on
   * @param unseen words of the evaluation that were not
   * @param vocabulary how many words there are
   */
  record End(
      TrainingOutcome outcome,
      Map<String, float[]> parameters,
      String embedding,
      BitSet touched,
      BitSet unseen,
      int vocabulary) {

    /** A number of the log, in the order of the steps. */
    List<Double> logged(String name) {
      return outcome.logHistory().stream()
          .filter(entry -> entry.containsKey(name))
          .map(entry -> (Double) entry.get(name))
          .toList();
    }
  }

  /** Trains on the fixture's first texts, evaluates on all of its others. */
  End train(TrainingOptions options, TrainingCallback... callbacks) throws IOException {
    return train(options, new StopRequest(), callbacks);
  }

  End train(TrainingOptions options, StopRequest stop, TrainingCallback... callbacks)
      throws IOException {
    try (TextModel model = load();
        CheckpointStore store = output == null ? null : store()) {
      TextSet rows = rows(model);
      TextSet others = others(model);
      Trainer.Builder builder =
          Trainer.builder(model.djl(), model.problemType(), model.labels())
              .options(options)
              .depths(model.depths())
              .wordEmbedding(model.wordEmbedding())
              .devices(Problems.processors(devices))
              .unread(window)
              .stopRequest(stop);
      List.of(callbacks).forEach(builder::callback);
      if (store != null) {
        builder.checkpoints(Checkpointing.of(store, ResumeOptions.YES));
      }
      try (Trainer trainer = builder.build()) {
        TrainingOutcome outcome = trainer.fit(change.apply(rows), others);
        BitSet touched = words(rows);
        BitSet unseen = words(others);
        unseen.andNot(touched);
        String embedding = model.wordEmbedding().parameter();
        return new End(outcome, parameters(model), embedding, touched, unseen, model.words());
      }
    }
  }

  private CheckpointStore store() throws IOException {
    Files.createDirectories(output);
    return CheckpointStore.open(output);
  }

  TextModel load() {
    try (Checkpoint checkpoint = Checkpoints.open(fixture.folder().toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu(),
          ProgramOptions.DEFAULTS,
          table);
    }
  }

  TextSet rows(TextModel model) throws IOException {
    var run = fixture.expected().getAsJsonObject("trajectory");
    List<String> texts = Fixture.strings(run.get("texts")).subList(0, ROWS);
    int[] labels = java.util.Arrays.copyOf(Fixture.ints(run.get("labels")), ROWS);
    return set(model, texts, labels);
  }

  private TextSet others(TextModel model) throws IOException {
    List<String> texts = Fixture.strings(fixture.expected().get("texts"));
    var labels = fixture.expected().getAsJsonObject("labels");
    return set(model, texts, Fixture.ints(labels.get("single_label")));
  }

  private TextSet set(TextModel model, List<String> texts, int[] labels) throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", 24)) {
      EncodedTexts encoded = tokenizer.encode(texts, null);
      return new TextSet(
          encoded, new Targets.Classes(labels), model.paddingId(), row -> "row " + row);
    }
  }

  static BitSet words(TrainingSet set) {
    return set.words(IntStream.range(0, set.size()).toArray()).orElseThrow();
  }

  static Map<String, float[]> parameters(TextModel model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (var pair : model.djl().getBlock().getParameters()) {
      values.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
    }
    return values;
  }

  /** Rows of which no word is known before the step that they are in. */
  record Streamed(TrainingSet set) implements TrainingSet {

    @Override
    public Targets targets() {
      return set.targets();
    }

    @Override
    public NDList inputs(NDManager manager, int[] rows) {
      return set.inputs(manager, rows);
    }

    @Override
    public int length(int row) {
      return set.length(row);
    }

    @Override
    public Optional<BitSet> words(int[] rows) {
      return rows.length == size() ? Optional.of(new BitSet()) : set.words(rows);
    }
  }
}
