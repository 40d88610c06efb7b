package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.train.SelectionOptions.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sweep that is written down is the one that is run, or its mistake is told. */
class SweepFileTest {

  @TempDir Path folder;

  @Test
  void aFileHasAllOfASweep() {
    SweepFile file =
        read(
            "sweep.yaml",
            """
            method: halving
            seed: 7
            metric: accuracy
            options:
              model: minilm
              eval_fraction: 0.20
              freeze: [a.*, b.*]
            sweep:
              learning_rate: {min: 1e-5, max: 1e-3, scale: log}
              batch-size: [8, 16, 32]
              lora-r: {min: 4, max: 8}
              dropout: {min: 0, max: 0.5, step: 0.25}
              bf16: [true, false]
              save-strategy: [no]
              lora-targets: [query, [query, value]]
            halving: {min: 1, max: 9}
            """);
    assertEquals(
        Map.of("model", "minilm", "eval-fraction", "0.20", "freeze", "a.*,b.*"), file.options());
    assertEquals(List.of("model", "eval-fraction", "freeze"), List.copyOf(file.options().keySet()));
    SweepOptions sweep = file.sweep();
    assertEquals(new SuccessiveHalving(9, 7, "epochs", 1, 9, 3), sweep.method());
    assertEquals("accuracy", sweep.metric());
    assertEquals(Direction.BY_NAME, sweep.direction());
    assertEquals(
        List.of(
            NumberRange.log("learning-rate", 1e-5, 1e-3),
            new Choices("batch-size", List.of(8L, 16L, 32L)),
            NumberRange.whole("lora-r", 4, 8),
            new Choices("dropout", List.of(0.0, 0.25, 0.5)),
            new Choices("bf16", List.of(true, false)),
            new Choices("save-strategy", List.of("no")),
            new Choices("lora-targets", List.of("query", "query,value"))),
        sweep.space().dimensions());
  }

  @Test
  void aWholeNumberOfManyDigitsIsThatNumber() {
    SweepFile file = read("sweep.yaml", "sweep: {seed: [1234567890123456, 4611686018427387904]}\n");
    assertEquals(
        List.of(new Choices("seed", List.of(1234567890123456L, 4611686018427387904L))),
        file.sweep().space().dimensions());
  }

  @Test
  void jsonSaysTheSame() {
    SweepFile yaml =
        read(
            "sweep.yaml",
            "method: random\ntrials: 20\ngreater-is-better: false\nmetric: cost\n"
                + "sweep:\n  weight-decay: {min: 0.0, max: 1, count: 3}\n  epochs: 2\n");
    SweepFile json =
        read(
            "sweep.json",
            "{\"method\": \"random\", \"trials\": 20, \"greater_is_better\": false, \"metric\":"
                + " \"cost\", \"sweep\": {\"weight_decay\": {\"min\": 0.0, \"max\": 1, \"count\":"
                + " 3}, \"epochs\": [2]}}");
    assertEquals(yaml, json);
    assertEquals(new RandomSearch(20, 42), yaml.sweep().method());
    assertEquals(Direction.SMALLER, yaml.sweep().direction());
    assertEquals(
        List.of(
            new Choices("weight-decay", List.of(0.0, 0.5, 1.0)),
            new Choices("epochs", List.of(2L))),
        yaml.sweep().space().dimensions());
  }

  @Test
  void aGridIsTheDefault() {
    assertEquals(new GridSearch(), read("a.yaml", "sweep: {epochs: [1, 2]}").sweep().method());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trails: 3|trails has no meaning. It must be one of method, trials, seed,",
        "method: grib|method: \"grib\" is not known. It must be grid, random or halving.",
        "metric: accuracy|sweep: no option is swept. Give at least one",
        "method: random|trials is missing. Give a number.",
        "{method: random, trials: many}|trials: \"many\" is not a whole number.",
        "{method: random, trials: 2.5}|trials: \"2.5\" is not a whole number.",
        "{method: random, trials: 0}|trials: 0 is out of range.",
        "{method: random, trials: 5, seed: x}|seed: \"x\" is not a whole number.",
        "trials: 3|trials: has no meaning, since a grid is every combination.",
        "seed: 3|seed: has no meaning, since a grid is every combination.",
        "halving: {min: 1}|halving: has no meaning, since the method is grid.",
        "{method: halving, halving: {min: 1}}|halving.max is missing. Give a number.",
        "{method: halving, halving: {min: 1, max: 9, eta: 3}}|halving.eta has no meaning.",
        "{method: halving, trials: 8, halving: {min: 1, max: 9}}|trials: 8 is out of range.",
        "greater-is-better: true|greater is better: it was given without a metric.",
        "{metric: cost, greater-is-better: maybe}|greater-is-better: \"maybe\" is neither",
        "options: {freeze: [{a: 1}]}|options.freeze holds an object.",
        "options: 3|options holds a value. It must hold values by name.",
        "sweep: {rate: {min: 1}}|sweep.rate.max is missing. Give a number.",
        "sweep: {rate: {min: 1, max: a}}|sweep.rate.max: \"a\" is not a number.",
        "sweep: {rate: {min: 1, max: 2, base: 2}}|sweep.rate.base has no meaning.",
        "sweep: {rate: {min: 1, max: 2, scale: exp}}|sweep.rate.scale: \"exp\" is not known.",
        "sweep: {rate: {min: 2, max: 1}}|sweep.rate: from 2.0 to 1.0 is no range.",
        "sweep: {rate: {min: 0, max: 1, step: 0.1, count: 3}}|sweep.rate: both step and count",
        "sweep: {rate: {min: 1.0, max: 2}}|rate: a range has no values for a grid.",
        "{method: halving, halving: {min: 1, max: 9}, sweep: {rate: [1, 2]}}|trials: 9 are more",
        "sweep: {rate: []}|sweep.rate: there are no values.",
        "sweep: {rate: }|sweep.rate: there are no values.",
        "sweep: {rate: [1, ]}x|is not YAML",
        "sweep: {rate: [1, ~]}|sweep.rate holds nothing.",
        "sweep: {rate: [1, {a: 2}]}|sweep.rate holds an object.",
        "sweep: {rate: [1, 1.0]}|sweep.rate: 1.0 is there twice.",
      })
  void aMistakeIsToldByFileAndName(String content, String message) {
    boolean sweeps = content.contains("sweep:") || content.startsWith("metric: accuracy");
    String whole =
        content.startsWith("{") && !sweeps
            ? content.replaceFirst("}$", ", sweep: {epochs: [1]}}")
            : sweeps ? content : content + "\nsweep: {epochs: [1]}";
    UsageException error = assertThrows(UsageException.class, () -> read("a.yaml", whole));
    String expected = message.equals("is not YAML") ? "a.yaml " + message : "a.yaml: " + message;
    assertTrue(error.getMessage().startsWith(folder + "/" + expected), error.getMessage());
  }

  private SweepFile read(String name, String content) {
    try {
      return SweepFile.read(Files.writeString(folder.resolve(name), content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
