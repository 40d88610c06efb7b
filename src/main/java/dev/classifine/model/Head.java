package dev.classifine.model;

import dev.classifine.model.ParameterSpec.Role;

/**
 * A classification head on one row: dropout, a dense layer, an activation, dropout, the output
 * layer.
 *
 * @param dense the dense layer's name
 * @param output the output layer's name
 * @param activation an expression over {@code x}
 * @param inputDropout before the dense layer
 * @param dropout before the output layer
 */
record Head(String dense, String output, String activation, double inputDropout, double dropout) {

  /** A head as RoBERTa's, with one rate for both dropouts. */
  static Head classifier(String activation, double dropout) {
    return new Head("classifier.dense", "classifier.out_proj", activation, dropout, dropout);
  }

  /** Adds the parameters. */
  void addTo(ParameterList list, int hidden, int labels) {
    list.linear(dense, hidden, hidden, Role.POOLER);
    list.linear(output, labels, hidden, Role.HEAD);
  }

  /** The constants of {@code head.py}. */
  void addTo(Constants constants) {
    constants
        .put("HEAD_DENSE", dense)
        .put("HEAD_OUTPUT", output)
        .put("HEAD_ACTIVATION", activation)
        .put("HEAD_INPUT_DROPOUT", inputDropout)
        .put("HEAD_DROPOUT", dropout);
  }
}
