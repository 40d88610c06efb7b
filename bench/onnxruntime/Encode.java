import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Texts through the published ONNX encoder of all-MiniLM-L6-v2 in ONNX Runtime, as one would do it
 * with care: tokens by the same library at once, batches of like length.
 *
 * <p>{@code Encode TEXTS THREADS BATCH MAX_LENGTH} reads a text a line, warms up with a tenth of
 * them, and prints {@code SECONDS} for all, from the texts to the last hidden states. The
 * classification head, which this model has not, is a small product that is left out in its favour.
 */
public class Encode {

  private static final String NAME = "all-minilm-l6-v2";

  public static void main(String[] arguments) throws Exception {
    List<String> texts = Files.readAllLines(Path.of(arguments[0]));
    int batch = Integer.parseInt(arguments[2]);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Integer.parseInt(arguments[1]));
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    try (HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(
                resource(NAME + "-tokenizer.json"),
                Map.of("truncation", "true", "maxLength", arguments[3], "padding", "false"));
        OrtSession session =
            environment.createSession(resource(NAME + ".onnx").readAllBytes(), options)) {
      encode(environment, session, tokenizer, texts.subList(0, texts.size() / 10), batch);
      long begin = System.nanoTime();
      encode(environment, session, tokenizer, texts, batch);
      System.out.println((System.nanoTime() - begin) / 1e9);
    }
  }

  private static InputStream resource(String name) {
    return Encode.class.getClassLoader().getResourceAsStream(name);
  }

  private static void encode(
      OrtEnvironment environment,
      OrtSession session,
      HuggingFaceTokenizer tokenizer,
      List<String> texts,
      int batch)
      throws Exception {
    Encoding[] encodings = tokenizer.batchEncode(texts);
    int[] order =
        IntStream.range(0, encodings.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> encodings[i].getIds().length))
            .mapToInt(i -> i)
            .toArray();
    for (int at = 0; at < order.length; at += batch) {
      run(environment, session, encodings, order, at, Math.min(order.length, at + batch));
    }
  }

  private static void run(
      OrtEnvironment environment, OrtSession session, Encoding[] all, int[] order, int from, int to)
      throws Exception {
    int rows = to - from;
    int width = all[order[to - 1]].getIds().length; // the longest comes last
    long[] ids = new long[rows * width];
    long[] mask = new long[rows * width];
    for (int row = 0; row < rows; row++) {
      long[] tokens = all[order[from + row]].getIds();
      System.arraycopy(tokens, 0, ids, row * width, tokens.length);
      java.util.Arrays.fill(mask, row * width, row * width + tokens.length, 1);
    }
    long[] shape = {rows, width};
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.allocate(rows * width), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", types))) {
      if (!(result.get(0) instanceof OnnxTensor)) {
        throw new IllegalStateException("no hidden states");
      }
    }
  }
}
