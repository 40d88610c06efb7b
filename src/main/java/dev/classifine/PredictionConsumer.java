package dev.classifine;

import dev.classifine.data.Example;
import java.io.IOException;

/** Takes predictions one by one, in the order of the input, in the thread that asked for them. */
@FunctionalInterface
public interface PredictionConsumer {

  /**
   * A row was classified.
   *
   * @throws IOException if it cannot be written, which ends the classifying
   */
  void accept(Example example, Prediction prediction) throws IOException;

  /**
   * Nothing more is there for the moment: whoever waits for the predictions so far should get them.
   */
  default void flush() throws IOException {}
}
