package dev.classifine.model;

import dev.classifine.lora.LoraOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a model computes.
 *
 * @param precision the type of the matrix products; default float32
 * @param lora the low-rank updates that are trained instead of the weights; default none
 * @param dropout how dropout is drawn; default random words
 * @param firstRowOnly whether the last layer is computed for the one row of each text that the head
 *     reads, where it reads one; default true. It gives the same: the head sees no other row
 */
public record ProgramOptions(
    Precision precision, Optional<LoraOptions> lora, DropoutMasks dropout, boolean firstRowOnly) {

  /** Float32, all weights trained. */
  public static final ProgramOptions DEFAULTS =
      new ProgramOptions(Precision.FLOAT32, Optional.empty(), DropoutMasks.WORDS);

  /** Checks that nothing is null. */
  public ProgramOptions {
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(lora, "lora");
    Objects.requireNonNull(dropout, "dropout");
  }

  /** With the last layer's first row only. */
  public ProgramOptions(Precision precision, Optional<LoraOptions> lora, DropoutMasks dropout) {
    this(precision, lora, dropout, true);
  }

  /** The same with another precision. */
  public ProgramOptions withPrecision(Precision value) {
    return new ProgramOptions(value, lora, dropout, firstRowOnly);
  }

  /** The same with low-rank updates. */
  public ProgramOptions withLora(LoraOptions value) {
    return new ProgramOptions(precision, Optional.of(value), dropout, firstRowOnly);
  }

  /** The same with dropout drawn in another way. */
  public ProgramOptions withDropout(DropoutMasks value) {
    return new ProgramOptions(precision, lora, value, firstRowOnly);
  }

  /** The same with all rows of the last layer, or with one. */
  public ProgramOptions withFirstRowOnly(boolean value) {
    return new ProgramOptions(precision, lora, dropout, value);
  }

  /** The options by name, as a run's manifest holds them. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("precision", precision.id());
    values.put("dropout_masks", dropout.id());
    values.put("first_row_only", firstRowOnly);
    lora.ifPresent(options -> values.putAll(options.values()));
    return values;
  }

  /**
   * The sources that differ by these options, which come before an architecture's own.
   *
   * @param target what computes the program
   */
  List<String> sources(ProgramTarget target) {
    return List.of(
        precision.source(),
        dropout.source(),
        target.products().source(lora.isPresent()),
        "common.py");
  }

  /**
   * Adds the constants of these sources.
   *
   * @param target what computes the program
   * @param activation the expression of the feed-forward's
   */
  void addTo(Constants constants, ProgramTarget target, String activation) {
    precision.addTo(constants);
    target.addTo(constants, precision, activation);
    lora.ifPresent(
        options ->
            constants.put("LORA_SCALE", options.scale()).put("LORA_DROPOUT", options.dropout()));
  }
}
