package dev.classifine.tracking.tensorboard;

import java.util.Arrays;
import java.util.List;

/** Values of TensorFlow's {@code summary.proto}, each under a tag. */
final class Summaries {

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int HISTOGRAM = 5;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;

  // SummaryMetadata
  private static final int PLUGIN_DATA = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int PLUGIN_CONTENT = 2;

  // TensorProto
  private static final int TYPE = 1;
  private static final int SHAPE = 2;
  private static final int FLOATS = 5;
  private static final int STRINGS = 8;
  private static final int FLOAT_TYPE = 1;
  private static final int STRING_TYPE = 7;
  private static final int DIMENSION = 2;
  private static final int SIZE = 1;

  // PrCurvePluginData
  private static final int THRESHOLDS = 2;

  private Summaries() {}

  /** A number. */
  static Message scalar(String tag, double value) {
    return new Message().text(TAG, tag).real(SIMPLE_VALUE, (float) value);
  }

  /** A text in Markdown. */
  static Message text(String tag, String markdown) {
    Message tensor =
        new Message().number(TYPE, STRING_TYPE).message(SHAPE, shape()).text(STRINGS, markdown);
    return new Message()
        .text(TAG, tag + "/text_summary") // as PyTorch's writer does
        .message(TENSOR, tensor)
        .message(METADATA, metadata(new Message().text(PLUGIN_NAME, "text")));
  }

  /** A distribution, in the form that PyTorch's writer gives it. */
  static Message histogram(String tag, Histogram histogram) {
    return new Message().text(TAG, tag).message(HISTOGRAM, histogram.message());
  }

  /**
   * A precision-recall curve of the plugin {@code pr_curves}.
   *
   * @param curve {@code [6, thresholds]}: true positives, false positives, true negatives, false
   *     negatives, precision and recall at thresholds evenly spaced over [0, 1]
   */
  static Message prCurve(String tag, float[][] curve) {
    int thresholds = curve[0].length;
    float[] flat = new float[curve.length * thresholds];
    for (int row = 0; row < curve.length; row++) {
      System.arraycopy(curve[row], 0, flat, row * thresholds, thresholds);
    }
    Message tensor =
        new Message()
            .number(TYPE, FLOAT_TYPE)
            .message(SHAPE, shape(curve.length, thresholds))
            .reals(FLOATS, flat);
    Message content = new Message().number(THRESHOLDS, thresholds);
    Message plugin = new Message().text(PLUGIN_NAME, "pr_curves").message(PLUGIN_CONTENT, content);
    return new Message().text(TAG, tag).message(TENSOR, tensor).message(METADATA, metadata(plugin));
  }

  private static Message metadata(Message plugin) {
    return new Message().message(PLUGIN_DATA, plugin);
  }

  private static Message shape(long... sizes) {
    List<Message> dimensions =
        Arrays.stream(sizes).mapToObj(size -> new Message().number(SIZE, size)).toList();
    return new Message().messages(DIMENSION, dimensions);
  }
}
