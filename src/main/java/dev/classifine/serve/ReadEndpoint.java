package dev.classifine.serve;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET} and {@code HEAD} of what is known already. */
record ReadEndpoint(Supplier<Answer> content) implements Endpoint {

  @Override
  public List<String> methods() {
    return List.of("GET", "HEAD");
  }

  @Override
  public Answer answer(HttpExchange exchange) {
    return content.get();
  }
}
