package dev.classifine.tracking.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** How a client of MLflow says who it is. */
final class Authorization {

  private Authorization() {}

  /**
   * The header's value, where there are credentials: a user with a password wins over a token, as
   * in MLflow's client.
   *
   * @param credentials {@code user:password} of the address; null where it has none
   */
  static Optional<String> of(String credentials, Map<String, String> environment) {
    if (credentials != null) {
      return Optional.of(basic(credentials));
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.get("MLFLOW_TRACKING_PASSWORD");
    if (user != null && password != null) {
      return Optional.of(basic(user + ":" + password));
    }
    return Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN"))
        .map(token -> "Bearer " + token);
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
