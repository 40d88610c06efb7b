package dev.classifine.model;

import java.util.List;
import java.util.Set;

/**
 * How DeBERTa's attention sees relative positions.
 *
 * @param used whether it does ({@code relative_attention})
 * @param contentToPosition whether a content scores a position ({@code c2p})
 * @param positionToContent whether a position scores a content ({@code p2c})
 * @param sharesKeys whether positions use the projections of contents ({@code share_att_key})
 * @param buckets the number of buckets a direction, at most 0 for none ({@code position_buckets})
 * @param reach the distance at which the buckets end ({@code max_relative_positions})
 */
record RelativePositions(
    boolean used,
    boolean contentToPosition,
    boolean positionToContent,
    boolean sharesKeys,
    int buckets,
    int reach) {

  private static final Set<String> TYPES = Set.of("c2p", "p2c");
  private static final Set<String> NONE = Set.of("none", "");

  static RelativePositions of(ModelConfig config) {
    List<String> types =
        config.strings("pos_att_type", "|").stream().filter(type -> !NONE.contains(type)).toList();
    boolean used = config.flag("relative_attention", false);
    if (used && !TYPES.containsAll(types)) {
      throw config.unsupported("pos_att_type", "It may hold \"c2p\" and \"p2c\".");
    }
    int reach = config.integer("max_relative_positions", -1);
    int buckets = config.integer("position_buckets", -1);
    if (buckets == 1) {
      throw config.unsupported("position_buckets", "It must be -1, for none, or at least 2.");
    }
    return new RelativePositions(
        used,
        types.contains("c2p"),
        types.contains("p2c"),
        config.flag("share_att_key", false),
        buckets,
        reach > 0 ? reach : config.size("max_position_embeddings", 512));
  }

  /** Half the rows of the table of positions. */
  int span() {
    return buckets > 0 ? buckets : reach;
  }

  /**
   * The constants of {@code deberta_v2.py}.
   *
   * @param headSize the numbers of one head
   */
  void addTo(Constants constants, int headSize) {
    int middle = Math.max(1, buckets / 2);
    int parts = 1 + (contentToPosition ? 1 : 0) + (positionToContent ? 1 : 0);
    constants
        .put("RELATIVE", used)
        .put("CONTENT_TO_POSITION", contentToPosition)
        .put("POSITION_TO_CONTENT", positionToContent)
        .put("POSITION_KEY", sharesKeys ? "key_proj" : "pos_key_proj")
        .put("POSITION_QUERY", sharesKeys ? "query_proj" : "pos_query_proj")
        .put("BUCKETED", buckets > 0)
        .put("MIDDLE", middle)
        .put("REACH", (reach - 1.0) / middle)
        .put("SPAN", span())
        .put("WITHIN_DISTANCE", isWithinDistance(middle))
        .put("SCALE", 1 / Math.sqrt((double) headSize * parts));
  }

  /**
   * Whether no bucket is farther than the distance that falls into it, so that texts of T tokens
   * meet only T rows a direction: ln(d/m) is at most d/m - 1, times (m - 1) / ln((reach - 1)/m).
   */
  private boolean isWithinDistance(int middle) {
    return buckets <= 0 || Math.log((reach - 1.0) / middle) >= 1;
  }
}
