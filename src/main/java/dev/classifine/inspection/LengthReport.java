package dev.classifine.inspection;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long texts are in tokens, special ones included.
 *
 * @param limit the most that the model sees
 * @param least the shortest
 * @param percentiles the lengths that 50, 90, 95 and 99 in a hundred texts do not pass
 * @param most the longest
 * @param mean of all
 * @param over how many texts are longer than the limit, and lose what is beyond it
 */
public record LengthReport(
    int limit, int least, Map<Integer, Integer> percentiles, int most, double mean, long over) {

  Map<String, Object> values(long rows) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("limit", limit);
    values.put("min", least);
    percentiles.forEach((percent, length) -> values.put("p" + percent, length));
    values.put("max", most);
    values.put("mean", mean);
    values.put("over_limit", over);
    values.put("over_limit_share", (double) over / rows);
    return values;
  }
}
