package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;

/** What answers at a path. */
interface Endpoint {

  /** The methods that it knows. */
  List<String> methods();

  /**
   * Answers a request of one of these methods.
   *
   * @throws RefusedException if it is not to be done
   * @throws IOException if the client went away, or took too long
   */
  Answer answer(HttpExchange exchange) throws IOException;
}
