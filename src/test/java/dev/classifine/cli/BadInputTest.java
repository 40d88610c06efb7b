package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One clear message for each mistake, with the right exit code and no stack trace. */
class BadInputTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  // ---------------------------------------------------------------- the command line

  @Test
  void aMissingFile() {
    assertUsage(tiny.train(temporary.resolve("nosuch.csv")), "nosuch.csv: there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "-0.1", "NaN", "1.5"})
  void labelSmoothingOutOfRange(String factor) {
    assertUsage(
        tiny.train(tiny.csv(8), "--label_smoothing_factor=" + factor),
        "--label-smoothing-factor: " + factor + " is out of range",
        "[0, 1)");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs,0,--epochs: 0.0 is out of range",
    "--batch-size,0,--batch-size: 0 is out of range",
    "--batch-size,many,is not a whole number",
    "--learning-rate,-1,--learning-rate: -1.0 is out of range",
    "--learning-rate,NaN,--learning-rate: NaN is out of range",
    "--max-grad-norm,-1,--max-grad-norm: -1.0 is out of range",
    "--warmup-ratio,2,--warmup-ratio: 2.0 is out of range",
    "--max-steps,-2,--max-steps: -2 is below 0",
    "--scheduler,zigzag,is not a schedule",
    "--problem-type,binary,is not a problem type",
    "--max-length,3,must be at least 8",
    "--max-length,65,more than the 64 positions",
    "--device,tpu,is not a device",
    "--threads,-2,is below 0",
    "--eval-fraction,1,must be in [0",
    "--label-smoothing-convention,some,is not a convention",
    "--no-such-option,1,--no-such-option is not an option of train",
  })
  void anOptionsValue(String option, String value, String message) {
    assertUsage(tiny.train(tiny.csv(8), option, value), message);
  }

  @Test
  void aModelThatIsNeitherFolderNorName() {
    assertUsage(
        tiny.train("no/such/model", tiny.csv(8)), "no/such/model", "neither a folder", "minilm");
    assertUsage(
        tiny.train("no/such-model", tiny.csv(8)),
        "there is no folder \"no/such-model\"",
        "HF_HUB_OFFLINE");
  }

  @Test
  void missingOptionsAndCommands() {
    assertUsage(CommandLineRunner.run("train"), "--train: missing");
    assertUsage(CommandLineRunner.run("evaluate"), "Missing required option", "--model");
    assertUsage(CommandLineRunner.run(), "A command is missing");
    assertUsage(CommandLineRunner.run("trian"), "trian");
  }

  @Test
  void aGpuThatIsNotThere() {
    CommandLineRunner run = tiny.train(tiny.csv(8), "--device", "cuda");
    assertFailed(run, "cuda was asked for", "no usable GPU");
    assertFalse(Files.exists(tiny.output().resolve("model.safetensors")));
  }

  @Test
  void anOutputFolderThatIsNotEmpty() throws IOException {
    Files.createDirectories(tiny.output());
    Files.writeString(tiny.output().resolve("precious.txt"), "keep");
    assertUsage(tiny.train(tiny.csv(8)), "is not empty", "--overwrite");
    assertEquals("keep", Files.readString(tiny.output().resolve("precious.txt")));
  }

  @Test
  void anOutputThatIsAFile() {
    Path file = tiny.write("output", "x");
    assertUsage(tiny.train(tiny.csv(8)), "--output: " + file + " is a file");
  }

  @Test
  void anOutputThatCannotBeWrittenTo() {
    Path file = tiny.write("a-file", "x");
    CommandLineRunner run =
        tiny.train(tiny.csv(8), "--output", file.resolve("under-it").toString());
    assertFailed(run, "cannot be written to");
  }

  @Test
  void aConfigFileWithAnUnknownOption() {
    Path config = tiny.write("config.yaml", "epochs: 1\nepoch_count: 3\n");
    assertUsage(
        tiny.train(tiny.csv(8), "--config", config.toString()),
        "config.yaml: epoch-count is not an option of train");
    assertUsage(
        tiny.train(tiny.csv(8), "--config", temporary.resolve("none.json").toString()),
        "none.json cannot be read: no such file");
    Path broken = tiny.write("broken.yaml", "epochs: [1\n");
    assertUsage(tiny.train(tiny.csv(8), "--config", broken.toString()), "is not YAML");
  }

  // ---------------------------------------------------------------- data

  @Test
  void anEmptyFile() {
    assertFailed(tiny.train(tiny.write("empty.csv", "")), "empty.csv: no rows");
    assertFailed(tiny.train(tiny.write("empty.jsonl", "")), "empty.jsonl: no rows");
    assertFailed(tiny.train(tiny.write("header.csv", "text,label\n")), "header.csv: no rows");
  }

  @Test
  void aMissingColumn() {
    assertFailed(
        tiny.train(tiny.write("a.csv", "body,label\nx,y\n")),
        "a.csv:1: no text column",
        "The columns are: \"body\", \"label\"",
        "--text-column");
    assertFailed(
        tiny.train(tiny.write("b.jsonl", "{\"text\": \"x\"}\n")),
        "b.jsonl:1: no label column",
        "--label-column");
  }

  @Test
  void aRaggedRow() {
    assertFailed(
        tiny.train(tiny.write("a.csv", "text,label\nfine,x\nthree, fields,y\n")),
        "a.csv:3: 3 fields, where the header (line 1) has 2");
  }

  @Test
  void aQuoteThatIsNeverClosed() {
    assertFailed(
        tiny.train(tiny.write("a.csv", "text,label\nfine,x\n\"open,y\nmore,z\n")),
        "a.csv:3: the quote that begins a field on this line is never closed");
  }

  @Test
  void bytesThatAreNotUtf8() {
    byte[] bytes = "text,label\nfine,x\ncaf\u00e9,y\n".getBytes(StandardCharsets.ISO_8859_1);
    assertFailed(
        tiny.train(tiny.write("a.csv", bytes)),
        "a.csv:3: not UTF-8: byte 0xE9 at offset 21",
        "iconv");
  }

  @Test
  void onlyOneClass() {
    assertFailed(
        tiny.train(tiny.write("a.csv", "text,label\na,x\nb,x\n")),
        "all 2 rows have the label \"x\"");
  }

  @Test
  void anUnknownLabelAtEvaluation() {
    Path eval = tiny.write("eval.csv", "text,label\nwhat,place\nwho,alien\n");
    assertFailed(
        tiny.train(tiny.csv(8), "--eval", eval.toString()),
        "eval.csv:3: the label \"alien\" is not one of the model's labels",
        "\"person\", \"place\"");
    CommandLineRunner run =
        CommandLineRunner.run("evaluate", "--model", TinyRuns.MODEL, "--data", eval.toString());
    assertFailed(run, "eval.csv:2: the label \"place\" is not one of", "class 0");
  }

  @Test
  void labelsThatContradictTheProblem() {
    Path several =
        tiny.write(
            "a.jsonl",
            "{\"text\":\"a\",\"labels\":[\"x\"]}\n{\"text\":\"b\",\"labels\":[\"x\",\"y\"]}\n");
    assertFailed(
        tiny.train(several, "--problem-type", "single_label_classification"),
        "a.jsonl:2: the row has 2 labels",
        "--problem-type asks for single-label classification");
    Path model = tiny.modelCopy();
    edit(model, "problem_type", "single_label_classification");
    assertFailed(
        tiny.train(model.toString(), several),
        "a.jsonl:2: the row has 2 labels",
        "the checkpoint's config.json says problem_type single_label_classification");
    Path words = tiny.write("b.csv", "text,label\na,1.5\nb,high\n");
    assertFailed(
        tiny.train(words, "--problem-type", "regression"),
        "b.csv:3: the label \"high\" is not a finite number");
  }

  @Test
  void aFileThatIsNoGzip() {
    assertFailed(tiny.train(tiny.write("a.csv.gz", "text,label\n")), "a.csv.gz: not gzip data");
  }

  @Test
  void aFileOfUnknownFormat() {
    assertUsage(tiny.train(tiny.write("a.xlsx", "x")), "does not tell the format", ".jsonl");
  }

  // ---------------------------------------------------------------- checkpoints

  @Test
  void aConfigurationWithoutModelType() {
    Path model = tiny.modelCopy();
    edit(model, "model_type", null);
    assertFailed(tiny.train(model.toString(), tiny.csv(8)), "config.json: no model_type", "bert");
  }

  @Test
  void anUnknownModelType() {
    Path model = tiny.modelCopy();
    edit(model, "model_type", "gpt9");
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)),
        "\"gpt9\" is not supported. Supported are: bert");
  }

  @Test
  void aConfigurationValueThatIsNotSupported() {
    Path model = tiny.modelCopy();
    edit(model, "hidden_act", "wiggle");
    assertFailed(tiny.train(model.toString(), tiny.csv(8)), "hidden_act is \"wiggle\"", "gelu");
  }

  @Test
  void aTensorOfTheWrongShape() throws IOException {
    Path model = tiny.modelCopy();
    JsonObject config = Json.readObject(model.resolve("config.json"));
    config.addProperty("intermediate_size", 48);
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)),
        "bert.encoder.layer.0.intermediate.dense.weight has the shape [64, 32]",
        "must be [48, 32]");
  }

  @Test
  void missingTensors() throws IOException {
    Path model = tiny.modelCopy();
    JsonObject config = Json.readObject(model.resolve("config.json"));
    config.addProperty("num_hidden_layers", 4);
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)), "16 of the encoder's", "bert.encoder.layer.3.");
  }

  @Test
  void aMissingTokenizerAndMissingWeights() throws IOException {
    Path model = tiny.modelCopy();
    Files.delete(model.resolve("tokenizer.json"));
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)), "no tokenizer.json, and neither vocab.txt");
    Files.delete(model.resolve("model.safetensors"));
    Files.copy(Path.of(TinyRuns.MODEL, "tokenizer.json"), model.resolve("tokenizer.json"));
    assertFailed(tiny.train(model.toString(), tiny.csv(8)), "neither model.safetensors nor");
  }

  @Test
  void aTruncatedWeightsFile() throws IOException {
    Path model = tiny.modelCopy();
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)),
        "model.safetensors: tensor",
        "must be ascending and lie within",
        "not downloaded whole");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"data_offsets\":[0,|\"data_offsets\":[9,|span 119 bytes, but shape and dtype need 128",
        "\"dtype\":\"F32\"|\"dtype\":\"F99\"|dtype",
        "\"dtype\":\"F32\"|\"dtype\":\"F16\"|span 128 bytes, but shape and dtype need 64",
        "\"shape\":[4]|\"shape\":[-4]|dimension -4, which must not be negative",
      })
  void aLyingWeightsHeader(String found, String lie, String message) throws IOException {
    Path model = tiny.modelCopy();
    rewriteHeader(model.resolve("model.safetensors"), found, lie);
    assertFailed(tiny.train(model.toString(), tiny.csv(8)), "model.safetensors", message);
  }

  @Test
  void aWeightsHeaderOfAnExabyte() throws IOException {
    Path model = tiny.modelCopy();
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    Files.write(weights, bytes);
    assertFailed(
        tiny.train(model.toString(), tiny.csv(8)),
        "declares a header of 1152921504606846976 bytes");
  }

  @Test
  void anEncoderWithoutAHeadCannotPredict() {
    assertFailed(
        CommandLineRunner.run("predict", "--model", "minilm", "--input", tiny.csv(2).toString()),
        "no classification head",
        "classifine train");
  }

  @Test
  void aStackTraceIsShownOnlyWhereAsked() {
    CommandLineRunner plain = tiny.train(tiny.write("a.csv", "text,label\na,x\nb,x\n"));
    assertFalse(plain.err().contains("\tat "), plain.toString());
    CommandLineRunner asked =
        tiny.train(tiny.write("a.csv", "text,label\na,x\nb,x\n"), "--stacktrace");
    assertTrue(asked.err().contains("\tat dev.classifine"), asked.toString());
  }

  private static void rewriteHeader(Path file, String found, String lie) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertTrue(header.contains(found), header);
    String changed = header.replace(found, lie);
    byte[] text = changed.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + text.length + bytes.length - 8 - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text).put(bytes, 8 + length, bytes.length - 8 - length);
    Files.write(file, out.array());
  }

  private static void edit(Path model, String key, String value) {
    Path file = model.resolve("config.json");
    JsonObject config = Json.readObject(file);
    if (value == null) {
      config.add(key, JsonNull.INSTANCE);
    } else {
      config.addProperty(key, value);
    }
    try {
      Files.writeString(file, Json.pretty(config));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertUsage(CommandLineRunner run, String... parts) {
    assertError(2, run, parts);
  }

  private static void assertFailed(CommandLineRunner run, String... parts) {
    assertError(1, run, parts);
  }

  private static void assertError(int code, CommandLineRunner run, String... parts) {
    assertEquals(code, run.code(), run.toString());
    for (String part : parts) {
      assertTrue(run.err().contains(part), "no \"" + part + "\" in " + run);
    }
    assertFalse(run.err().contains("\tat "), run.toString());
    assertEquals("", run.out(), "results of a run that failed");
  }
}
