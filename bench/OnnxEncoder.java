import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Texts through the published ONNX encoder of all-MiniLM-L6-v2 in ONNX Runtime, as one would do it
 * with care: tokens by the same library at once, batches of like length, the longest first.
 *
 * <p>{@code OnnxEncoder TEXTS WORKERS THREADS BATCH MAX_LENGTH} reads a text a line and runs WORKERS
 * batches side by side in one session, each on THREADS threads. Warms up with a tenth of the texts,
 * and prints {@code SECONDS} for all, from the texts to the last hidden states. The classification
 * head, which this model has not, is a small product that is left out in its favour.
 */
public class OnnxEncoder {

  private static final String NAME = "all-minilm-l6-v2";

  public static void main(String[] arguments) throws Exception {
    List<String> texts = Files.readAllLines(Path.of(arguments[0]));
    int batch = Integer.parseInt(arguments[3]);
    ExecutorService workers = Executors.newFixedThreadPool(Integer.parseInt(arguments[1]));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Integer.parseInt(arguments[2]));
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    try (HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(
                resource(NAME + "-tokenizer.json"),
                Map.of("truncation", "true", "maxLength", arguments[4], "padding", "false"));
        OrtSession session =
            environment.createSession(resource(NAME + ".onnx").readAllBytes(), options)) {
      encode(environment, session, tokenizer, texts.subList(0, texts.size() / 10), batch, workers);
      long begin = System.nanoTime();
      encode(environment, session, tokenizer, texts, batch, workers);
      System.out.println((System.nanoTime() - begin) / 1e9);
    } finally {
      workers.shutdown();
    }
  }

  private static InputStream resource(String name) {
    return OnnxEncoder.class.getClassLoader().getResourceAsStream(name);
  }

  private static void encode(
      OrtEnvironment environment,
      OrtSession session,
      HuggingFaceTokenizer tokenizer,
      List<String> texts,
      int batch,
      ExecutorService workers)
      throws Exception {
    long[][] tokens =
        Arrays.stream(tokenizer.batchEncode(texts)).map(Encoding::getIds).toArray(long[][]::new);
    Arrays.sort(tokens, Comparator.comparingInt((long[] ids) -> ids.length).reversed());
    List<Callable<Void>> batches = new ArrayList<>();
    for (int at = 0; at < tokens.length; at += batch) {
      long[][] rows = Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + batch));
      batches.add(() -> run(environment, session, rows));
    }
    for (Future<Void> done : workers.invokeAll(batches)) {
      done.get();
    }
  }

  private static Void run(OrtEnvironment environment, OrtSession session, long[][] tokens)
      throws OrtException {
    int width = tokens[0].length; // the longest comes first
    long[] ids = new long[tokens.length * width];
    long[] mask = new long[ids.length];
    for (int row = 0; row < tokens.length; row++) {
      System.arraycopy(tokens[row], 0, ids, row * width, tokens[row].length);
      Arrays.fill(mask, row * width, row * width + tokens[row].length, 1);
    }
    long[] shape = {tokens.length, width};
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", types))) {
      if (!(result.get(0) instanceof OnnxTensor)) {
        throw new IllegalStateException("no hidden states");
      }
    }
    return null;
  }
}
