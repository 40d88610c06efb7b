package dev.classifine.serve;

import dev.classifine.ClassifierListener;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What the server counts, in Prometheus' text format 0.0.4. */
final class ServerMetrics implements ClassifierListener {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double NANOS = 1e9;

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>(); // by their labels
  private final LongAdder texts = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder waiting = new LongAdder(); // nanoseconds
  private final LongAdder computing = new LongAdder(); // nanoseconds
  private final Histogram batches = new Histogram(1, 2, 4, 8, 16, 32, 64, 128, 256);
  private final Histogram latencies =
      new Histogram(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
  private final IntSupplier queue;

  /**
   * @param queue how many texts wait
   */
  ServerMetrics(IntSupplier queue) {
    this.queue = queue;
  }

  /**
   * A request was answered.
   *
   * @param path one of a few
   * @param nanos from the end of its head to the end of the answer
   */
  void answered(String path, int status, long nanos) {
    String labels = "path=\"" + path + "\",status=\"" + status + "\"";
    requests.computeIfAbsent(labels, missing -> new LongAdder()).increment();
    latencies.add(nanos / NANOS);
  }

  @Override
  public void classified(Measurement measurement) {
    texts.add(measurement.texts());
    tokens.add(measurement.tokens());
    waiting.add(measurement.waitingNanos());
    computing.add(measurement.computingNanos());
    batches.add(measurement.texts());
  }

  /** All of it. */
  String text() {
    StringBuilder text = new StringBuilder();
    head(text, "requests_total", "counter", "Requests answered; 499: the client went away.");
    requests.forEach(
        (labels, count) ->
            text.append("classifine_requests_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
    value(text, "texts_total", "counter", "Texts classified.", "" + texts.sum());
    value(text, "tokens_total", "counter", "Tokens of these texts.", "" + tokens.sum());
    value(
        text,
        "waiting_seconds_total",
        "counter",
        "Seconds that texts waited for their turn, added up.",
        "" + waiting.sum() / NANOS);
    value(
        text,
        "computing_seconds_total",
        "counter",
        "Seconds in which batches were computed.",
        "" + computing.sum() / NANOS);
    head(text, "batch_size", "histogram", "Texts that were classified together.");
    text.append(batches.lines("classifine_batch_size"));
    head(text, "request_duration_seconds", "histogram", "From a request's head to its answer.");
    text.append(latencies.lines("classifine_request_duration_seconds"));
    value(text, "queue_length", "gauge", "Texts that wait.", "" + queue.getAsInt());
    return text.toString();
  }

  private static void value(
      StringBuilder text, String name, String type, String help, String value) {
    head(text, name, type, help);
    text.append("classifine_").append(name).append(' ').append(value).append('\n');
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP classifine_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE classifine_").append(name).append(' ').append(type).append('\n');
  }
}
