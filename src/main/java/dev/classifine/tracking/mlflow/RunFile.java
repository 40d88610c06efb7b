package dev.classifine.tracking.mlflow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The file {@value #NAME} of an output folder: which run of MLflow tells of it. */
final class RunFile {

  static final String NAME = "mlflow.json";

  private final Path file;
  private final String place;

  /**
   * @param place where MLflow keeps the run
   */
  RunFile(Path output, String place) {
    this.file = output.resolve(NAME);
    this.place = place;
  }

  void write(RunId run) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("tracking_uri", place);
    values.put("experiment_id", run.experiment());
    values.put("run_id", run.run());
    WholeFile.write(file, Json.pretty(values));
  }

  /** The run, where the file is as it was written and of the same place. */
  Optional<RunId> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = Json.readObject(file);
      String experiment = text(json, "experiment_id");
      String run = text(json, "run_id");
      return text(json, "tracking_uri").equals(place) && isId(experiment) && isId(run)
          ? Optional.of(new RunId(experiment, run))
          : Optional.empty();
    } catch (ClassifineException e) {
      return Optional.empty(); // MLflow gets another run
    }
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private static boolean isId(String text) {
    return text.matches("\\w[\\w-]{0,255}");
  }
}
