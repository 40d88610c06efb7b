package dev.classifine.optim;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How layers run that stay as they are: the embeddings and the lowest layers, up to the first that
 * learns.
 *
 * @param dropout whether they have dropout in training, as in transformers; default true. Without
 *     it, what they give for a text never changes
 * @param cache whether what never changes is computed once for each text and kept; default true
 * @param cacheLimit bytes of it that are kept in memory, at least 0; more than that is kept in a
 *     temporary file; default 1 GB
 */
public record FrozenOptions(boolean dropout, boolean cache, long cacheLimit) {

  /** With dropout. */
  public static final FrozenOptions DEFAULTS = new FrozenOptions(true, true, 1_000_000_000L);

  /**
   * @throws dev.classifine.error.UsageException if the limit is below 0
   */
  public FrozenOptions {
    Ranges.check(
        cacheLimit >= 0,
        "feature cache limit",
        cacheLimit,
        "at least 0 bytes, which keeps everything in a file");
  }

  /** The same with or without dropout. */
  public FrozenOptions withDropout(boolean value) {
    return new FrozenOptions(value, cache, cacheLimit);
  }

  /** The same with or without a cache. */
  public FrozenOptions withCache(boolean value) {
    return new FrozenOptions(dropout, value, cacheLimit);
  }

  /** The same with another limit, in bytes. */
  public FrozenOptions withCacheLimit(long value) {
    return new FrozenOptions(dropout, cache, value);
  }

  /** The options by name, for a run's manifest. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("frozen_dropout", dropout);
    values.put("feature_cache", cache);
    values.put("feature_cache_limit", cacheLimit);
    return values;
  }
}
