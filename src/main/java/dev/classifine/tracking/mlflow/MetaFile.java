package dev.classifine.tracking.mlflow;

import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A file {@code meta.yaml} of MLflow's file store: values by name. */
final class MetaFile {

  private MetaFile() {}

  /**
   * Reads one.
   *
   * @throws RefusedException if it does not hold values by name
   */
  static Map<String, Object> read(Path file) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      Object content =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      if (content instanceof Map<?, ?> map) {
        map.forEach((name, value) -> values.put(String.valueOf(name), value));
        return values;
      }
    } catch (YAMLException e) {
      throw new RefusedException("", file + " is not YAML: " + e.getMessage() + ".");
    }
    throw new RefusedException("", file + " does not hold values by name.");
  }

  static void write(Path file, Map<String, Object> values) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    WholeFile.write(file, new Yaml(options).dump(values));
  }
}
