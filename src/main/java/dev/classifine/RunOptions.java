package dev.classifine;

import dev.classifine.data.JdbcDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A run's options by name, as they were asked for: for the manifest, and to compare runs. */
final class RunOptions {

  private RunOptions() {}

  static Map<String, Object> values(FineTuningOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", options.model());
    map.put("ignore_mismatched_sizes", options.ignoreMismatchedSizes());
    DataOptions data = options.data();
    map.put("train", data.train().toString());
    map.put("eval", data.eval() == null ? null : data.eval().toString());
    map.put("jdbc_url", database(data));
    map.put("eval_fraction", data.evalFraction());
    map.put("fold", data.fold() == null ? null : data.fold().id());
    map.put("fold_seed", data.fold() == null ? null : data.fold().seed());
    map.put("problem_type", data.problemType() == null ? null : data.problemType().id());
    map.put("label_delimiter", data.labelDelimiter());
    map.put("text_column", data.columns().text());
    map.put("text_pair_column", data.columns().textPair());
    map.put("label_column", data.columns().label());
    map.put("weight_column", data.columns().weight());
    map.put("token_cache", data.tokenCache() == null ? null : data.tokenCache().toString());
    map.put("max_length", options.maxLength());
    map.put("device", options.device());
    map.put("threads", options.threads());
    map.putAll(options.training().values());
    map.putAll(options.plan().stepValues());
    map.putAll(options.tuning().values());
    map.putAll(options.program().values());
    map.put("tf32", options.tf32().id());
    map.put("save_dtype", options.output().save().elements().id());
    map.put("save_adapter", options.output().save().asAdapter());
    map.put("max_shard_size", options.output().save().fileLimit());
    return map;
  }

  /** The database that is asked for rows, without a login; null where none is. */
  private static String database(DataOptions data) {
    return Stream.of(data.train(), data.eval())
        .filter(Objects::nonNull)
        .flatMap(location -> location.database().stream())
        .map(JdbcDatabase::toString)
        .findFirst()
        .orElse(null);
  }

  /** The same where nothing but the model and the data was chosen. */
  static Map<String, Object> defaults(FineTuningOptions options) {
    DataOptions data = options.data();
    return values(
        FineTuning.of(options.model()).trainFrom(data.train()).evalFrom(data.eval()).options());
  }
}
