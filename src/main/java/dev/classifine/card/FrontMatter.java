package dev.classifine.card;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A card's metadata.
 *
 * @see <a href="https://github.com/huggingface/hub-docs/blob/main/modelcard.md">The hub's
 *     specification</a>
 */
final class FrontMatter {

  private static final String TASK = "text-classification";

  /** Parsers of YAML 1.1 and 1.2 do not agree on which of them break a line. */
  private static final Pattern LINES_AND_CONTROLS =
      Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");

  private final String name;
  private final JsonObject run;

  FrontMatter(String name, JsonObject run) {
    this.name = name;
    this.run = run;
  }

  /** As YAML, which ends with a line break. */
  String yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(new Numbers(options), options).dump(values());
  }

  private Map<String, Object> values() {
    boolean adapter = run.getAsJsonObject("options").get("save_adapter").getAsBoolean();
    List<Map<String, Object>> metrics = metrics();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("library_name", adapter ? "peft" : "transformers");
    values.put("pipeline_tag", TASK);
    List<String> tags = new ArrayList<>(List.of(TASK, "classifine"));
    tags.add(run.get("problem_type").getAsString().replace('_', '-'));
    if (adapter) {
      tags.add("lora");
    }
    values.put("tags", tags);
    BaseModel.hubName(run).ifPresent(base -> values.put("base_model", base));
    if (!metrics.isEmpty()) {
      values.put("metrics", metrics.stream().map(metric -> metric.get("type")).distinct().toList());
      values.put("model-index", List.of(index(metrics)));
    }
    return values;
  }

  /** What the hub requires for a result: a task, a data set with type and name, and metrics. */
  private Map<String, Object> index(List<Map<String, Object>> metrics) {
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("type", TASK);
    task.put("name", "Text Classification");
    Map<String, Object> dataset = new LinkedHashMap<>();
    dataset.put("type", "unknown"); // a data set of the hub's would have its name here
    dataset.put("name", plain(Data.evaluation(run)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("task", task);
    result.put("dataset", dataset);
    result.put("metrics", metrics);
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("name", plain(name));
    index.put("results", List.of(result));
    return index;
  }

  /** On one line, and without what YAML has only in binary. */
  private static String plain(String text) {
    return LINES_AND_CONTROLS
        .matcher(text)
        .replaceAll(" ")
        .codePoints()
        .map(point -> StreamReader.isPrintable(point) ? point : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The finite ones that the hub knows. */
  private List<Map<String, Object>> metrics() {
    JsonObject results = run.getAsJsonObject("metrics");
    List<Map<String, Object>> metrics = new ArrayList<>();
    KnownMetric.ALL.forEach(
        (key, metric) -> {
          JsonElement value = results.get(key);
          if (value != null && !value.isJsonNull()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("type", metric.type());
            entry.put("value", value.getAsDouble());
            entry.put("name", metric.title());
            if (!metric.arguments().isEmpty()) {
              entry.put("args", metric.arguments());
            }
            metrics.add(entry);
          }
        });
    return metrics;
  }

  /** Writes an exponent with its sign, without which YAML 1.1 takes the number for a string. */
  private static final class Numbers extends Representer {

    Numbers(DumperOptions options) {
      super(options);
      representers.put(
          Double.class,
          value -> representScalar(Tag.FLOAT, value.toString().replaceFirst("E(?=\\d)", "E+")));
    }
  }
}
