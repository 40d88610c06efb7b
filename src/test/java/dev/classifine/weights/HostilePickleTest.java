package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles that ask for what tensors do not need, or lie about tensors. */
class HostilePickleTest {

  private static final int[] NONE = {};

  @TempDir Path folder;

  private Supplier<TensorSource> opening(byte[] pickle) {
    byte[] zip = ZipBytes.torch(pickle, TensorFiles.bytes(1, 2, 3, 4, 5, 6)).build();
    Path file = TensorFiles.write(folder.resolve("model.bin"), zip);
    return () -> PickledWeights.open(file);
  }

  private void refused(PickleScript pickle, String... parts) {
    Supplier<TensorSource> open = opening(pickle.stop());
    assertRefused(open, folder.resolve("model.bin") + ": ");
    assertRefused(open, parts);
  }

  private static PickleScript script() {
    return new PickleScript();
  }

  @Test
  void aHandWrittenTensorIsRead() {
    byte[] pickle =
        PickleScript.ofTensor("x", "FloatStorage", 6, 1, new int[] {2, 2}, new int[] {1, 3});
    try (TensorSource source = opening(pickle).get()) {
      assertArrayEquals(new float[] {2, 5, 3, 6}, TensorFiles.read(source, "x"));
    }
  }

  @Test
  void aTransposedTensorLargerThanOneChunkIsRead() {
    int rows = 700;
    int columns = 301;
    float[] stored = new float[rows * columns];
    float[] expected = new float[rows * columns];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = i;
      expected[i % columns * rows + i / columns] = i;
    }
    byte[] pickle =
        PickleScript.ofTensor(
            "x",
            "FloatStorage",
            stored.length,
            0,
            new int[] {columns, rows},
            new int[] {1, columns});
    byte[] zip = ZipBytes.torch(pickle, TensorFiles.bytes(stored)).build();
    Path file = TensorFiles.write(folder.resolve("large.bin"), zip);
    try (TensorSource source = PickledWeights.open(file)) {
      assertArrayEquals(expected, TensorFiles.read(source, "x"));
    }
  }

  @Test
  void nothingIsExecuted() {
    Path trace = folder.resolve("trace");
    refused(
        script().global("posix", "system").bytes('(').text("touch " + trace).bytes('t', 'R'),
        "data.pkl asks at byte 2 to call posix.system. Only tensors may stand in it; it was not"
            + " executed. Convert the file to safetensors where you trust it.");
    assertFalse(Files.exists(trace));
  }

  @ParameterizedTest
  @CsvSource({
    "os,system",
    "builtins,eval",
    "__builtin__,exec",
    "torch,load",
    "torch,FloatTensor",
    "torch.storage,_load_from_bytes",
    "torch._utils,_rebuild_tensor_v3",
    "torch._utils,_rebuild_tensor",
    "collections,OrderedDict.__init__",
    "collections,defaultdict",
    "numpy.core.multiarray,_reconstruct",
    "java.lang,Runtime"
  })
  void noOtherNameIsKnown(String module, String name) {
    refused(script().global(module, name), "to call " + module + "." + name + ". Only tensors");
    refused(
        script().bytes('}').text(module).text(name).bytes(0x93),
        "to call " + module + "." + name + ". Only tensors");
  }

  @Test
  void aNameIsShownWithoutControlCharacters() {
    refused(
        script().global("a\u001b[2J", "b\r" + "c".repeat(200)), "to call a?[2J.b?ccc", "ccc...");
    refused(script().global("m".repeat(300), "x"), "holds a name of more than 256 bytes");
    refused(script().bytes('c').raw(new byte[] {(byte) 0xff, '\n', '\n'}), "is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i", "o", "0", "1", "2", "P", "S", "V", "I", "L", "F", "B", "C", "\u0080", "\u0081",
        "\u0082", "\u008b", "\u008e", "\u008f", "\u0090", "\u0091", "\u0092", "\u0096", "\u0097",
        "\u00ff"
      })
  void noOtherOperationIsKnown(String operation) {
    int code = operation.charAt(0);
    refused(
        script().bytes('}', code),
        "data.pkl asks at byte 3 for the operation " + String.format("0x%02x", code),
        "it was not executed");
  }

  @Test
  void onlyKnownFunctionsAreCalled() {
    refused(script().text("eval").bytes(')', 'R'), "to call the text 'eval'");
    refused(script().bytes('}', ')', 'R'), "to call a dictionary with the keys []");
    refused(script().global("torch", "FloatStorage").bytes(')', 'R'), "call torch.FloatStorage");
    refused(
        script().global("collections", "OrderedDict").bytes('}', 'R'),
        "the arguments of collections.OrderedDict are not a tuple");
    refused(
        script().global("collections", "OrderedDict").numbers(1).bytes('R'),
        "the arguments of collections.OrderedDict must be: none");
    refused(
        script().global("torch._utils", "_rebuild_parameter").numbers(1, 2, 3).bytes('R'),
        "_rebuild_parameter must be: a tensor");
    refused(
        script().global("torch._utils", "_rebuild_tensor_v2").numbers(1, 2, 3, 4, 5, 6).bytes('R'),
        "_rebuild_tensor_v2 must be: a storage");
  }

  @Test
  void onlyTheVersionsOfModulesAreState() {
    refused(
        script().bytes('}', '}').text("__class__").number(1).bytes('s', 'b'),
        "to set the state of a dictionary with the keys [] to a dictionary with the keys"
            + " [__class__");
    refused(
        script().global("collections", "OrderedDict").bytes('}', 'b'),
        "to set the state of collections.OrderedDict");
  }

  @Test
  void aPersistentIdIsAStorage() {
    refused(script().text("x").bytes('Q'), "a persistent id must be the word 'storage'");
    refused(script().numbers(1, 2, 3, 4, 5).bytes('Q'), "a persistent id must be");
  }

  @Test
  void anythingButAStateDictIsRefused() {
    refused(script().numbers(1), "holds a tuple. It must map", "torch.save(model.state_dict(), f");
    refused(script().bytes('N'), "holds None. It must map");
    refused(
        script().bytes('}', '(').text("epoch").number(3).text("state_dict").bytes('}', 'u'),
        "holds under 'epoch' the value 3, among the keys [epoch, state_dict]. It must map",
        "the model's weights: torch.save(checkpoint['state_dict'], file)");
    refused(
        script().bytes('}').text("model_state_dict").bytes('}').text("a").bytes('N', 's', 's'),
        "holds under 'model_state_dict' a dictionary with the keys [a]");
    refused(
        script().bytes('}').number(7).tensor("FloatStorage", "0", 6, 0, NONE, NONE).bytes('s'),
        "holds under '7' a tensor");
  }

  @Test
  void containersAreFilledAsTheyMustBe() {
    refused(script().bytes('}', ']', 'N', 's'), "a key is a list, not a text or an integer");
    refused(script().bytes('}').text("a").bytes('N', 's').text("a").bytes('N', 's'), "'a' occurs");
    refused(script().bytes('}', '(').text("a").bytes('u'), "sets 1 keys and values");
    refused(script().bytes(']', 'N', 'N', 's'), "sets 2 keys and values in a list");
    refused(script().bytes('}', 'N', 'a'), "appends to a dictionary");
  }

  @Test
  void theStackIsNotLeft() {
    refused(script(), "needs 1 values on the stack");
    refused(script().bytes('t'), "refers to a mark, but there is none");
    refused(script().bytes('N', '(', 'N', 0x86), "needs 2 values on the stack");
    refused(script().bytes('}', '(', 's'), "needs 2 values on the stack");
    refused(script().bytes('N', 'N'), "there are values left");
    refused(script().bytes('(', '}'), "there are values left");
    refused(script().bytes('h', 5), "recalls value 5, which was not memorised");
    refused(script().bytes('q', 5), "needs 1 values on the stack");
  }

  @Test
  void aContainerThatHoldsItselfDoesNoHarm() {
    refused(script().bytes(']', 'q', 0, 'h', 0, 'a'), "holds a list");
    refused(
        script().bytes('}', 'q', 0).text("x").bytes('h', 0, 's'),
        "holds under 'x' a dictionary with the keys [x]");
    refused(script().bytes('}', 'q', 0, 'h', 0, 'N', 's'), "a key is a dictionary");
  }

  @Test
  void depthAndNumbersHaveLimits() {
    PickleScript deep = script();
    PickleScript many = script();
    for (int i = 0; i < 70_000; i++) {
      deep.bytes('(');
      many.bytes('N');
    }
    refused(deep, "nests more than 64 containers");
    refused(many, "puts more than 65536 values on the stack");
    PickleScript nested = script().bytes(')');
    for (int i = 0; i < 100_000; i++) {
      nested.bytes(0x85);
    }
    refused(nested, "holds a tuple");
    refused(script().bytes(0x8a, 9).raw(new byte[9]), "an integer of 9 bytes; the most is 8");
  }

  @Test
  void anEndlessPickleIsStopped() {
    byte[] again = new byte[2 << 20];
    for (int at = 0; at < again.length; at += 2) {
      again[at] = 'q';
    }
    refused(script().bytes(']').raw(again), "there are more than 1048576 operations");
  }

  @Test
  void theNumberOfTensorsHasALimit() {
    PickleScript pickle = script().bytes('}').text("0");
    pickle.tensor("FloatStorage", "0", 6, 0, NONE, NONE).bytes('q', 1, 's');
    for (int i = 1; i <= 20_000; i++) {
      pickle.text("" + i).bytes('h', 1, 's');
    }
    refused(pickle, "holds 20001 tensors; the most is 20000");
  }

  @Test
  void lengthsAreHeldAgainstWhatIsLeft() {
    byte[] huge = TensorFiles.littleEndian(8).putLong(Long.MAX_VALUE).array();
    byte[] negative = TensorFiles.littleEndian(8).putLong(-1).array();
    refused(script().bytes('X', 0xff, 0xff, 0xff, 0xff), "needs 4294967295 more bytes, but 1");
    refused(script().bytes('T', 0xff, 0xff, 0xff, 0xff), "more bytes, but 1 are left");
    refused(script().bytes(0x8d).raw(huge), "needs 9223372036854775807 more bytes");
    refused(script().bytes(0x8d).raw(negative), "needs 18446744073709551615 more bytes");
    refused(script().bytes(0x95).raw(huge), "needs 9223372036854775807 more bytes");
    refused(script().bytes(0x8c, 2, 0xc3), "is not UTF-8");
    refused(script().bytes('}', '.', 'N'), "ends the pickle, but bytes follow");
  }

  @Test
  void thePickleBeginsWithAProtocol() {
    assertRefused(opening(new byte[0]), "needs 1 more bytes");
    assertRefused(opening(new byte[] {'}', '.'}), "must begin with its protocol");
    assertRefused(opening(new byte[] {(byte) 0x80, 1, '.'}), "has protocol 1");
    assertRefused(opening(new byte[] {(byte) 0x80, 6, '.'}), "has protocol 6");
    assertRefused(opening(new byte[] {(byte) 0x80, 2, '}'}), "needs 1 more bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6|0|7|1|goes beyond the 6 elements",
        "6|1|6|1|goes beyond the 6 elements",
        "6|7|0|1|goes beyond the 6 elements",
        "6|0|2|6|goes beyond the 6 elements",
        "6|0|2|2147483647|goes beyond the 6 elements",
        "6|-1|1|1|none negative",
        "6|0|2|-1|none negative",
        "6|0|-1|1|dimension -1",
        "6|0|2|0|its elements overlap",
        "6|0|2147483647|0|its elements overlap",
        "7|0|1|1|its storage is said to have 7 elements, but zip entry archive/data/0 has room for"
            + " 6",
        "2147483647|0|1|1|its storage is said to have 2147483647 elements",
        "-1|0|0|1|its storage is said to have -1 elements",
        "3|2|2|1|goes beyond the 3 elements"
      })
  void aTensorLiesInItsStorage(int count, int offset, int size, int step, String part) {
    byte[] pickle =
        PickleScript.ofTensor(
            "x", "FloatStorage", count, offset, new int[] {size}, new int[] {step});
    assertRefused(opening(pickle), "tensor x [" + size + "] F32", part);
  }

  @Test
  void shapesAndStridesAgree() {
    int[] two = {2, 2};
    assertRefused(
        opening(PickleScript.ofTensor("x", "FloatStorage", 6, 0, two, new int[] {1})),
        "a stride for each dimension");
    assertRefused(
        opening(PickleScript.ofTensor("x", "FloatStorage", 6, 0, two, new int[] {1, 1})),
        "its elements overlap, as those of an expanded view do. Save the tensor with contiguous()");
    int large = Integer.MAX_VALUE;
    assertRefused(
        opening(
            PickleScript.ofTensor(
                "x", "ByteStorage", 6, 0, new int[] {large, large}, new int[] {large, 1})),
        "goes beyond the 6 elements");
    assertRefused(
        opening(PickleScript.ofTensor("x", "ByteStorage", 6, 0, new int[65], new int[65])),
        "at most 64 integers each");
    assertRefused(
        opening(
            PickleScript.ofTensor(
                "x", "FloatStorage", 6, 0, new int[] {large, large, large}, new int[3])),
        "the number of bytes does not fit in 63 bits");
  }

  @Test
  void aMissingStorageIsNamed() {
    refused(
        script().bytes('}').text("x").tensor("HalfStorage", "../1", 1, 0, NONE, NONE).bytes('s'),
        "tensor x [] F16: there is no zip entry data/../1");
  }

  @Test
  void everyStorageClassHasItsType() {
    String[] classes = {
      "Float:F32",
      "Double:F64",
      "Half:F16",
      "BFloat16:BF16",
      "Long:I64",
      "Int:I32",
      "Short:I16",
      "Char:I8",
      "Byte:U8",
      "Bool:BOOL"
    };
    for (String pair : classes) {
      String[] parts = pair.split(":");
      byte[] pickle = PickleScript.ofTensor("x", parts[0] + "Storage", 3, 0, NONE, NONE);
      try (TensorSource source = opening(pickle).get()) {
        assertEquals("[x [] " + parts[1] + "]", source.tensors().toString());
      }
    }
  }

  @Test
  void olderAndRarerOperationsAreUnderstood() {
    PickleScript pickle =
        script()
            .bytes(0x95, 1, 0, 0, 0, 0, 0, 0, 0, '(', 'U', 1, 'a') // FRAME MARK SHORT_BINSTRING
            .tensor("FloatStorage", "0", 6, 0, NONE, NONE)
            .bytes(0x94, 'r', 9, 0, 0, 0, 'T', 1, 0, 0, 0, 'b') // MEMOIZE LONG_BINPUT BINSTRING
            .bytes('j', 9, 0, 0, 0) // LONG_BINGET
            .bytes(0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 'c', 'h', 0) // BINUNICODE8 BINGET
            .bytes('d', '}') // DICT
            .text("_metadata")
            .bytes('(', 'G', 0, 0, 0, 0, 0, 0, 0, 0, 'M', 1, 1, 0x88, 'l') // BINFLOAT, LIST
            .bytes('N', 'a', '(', 0x8a, 1, 0xff, 0x8a, 0, 'e', 's', 'b'); // APPENDS of LONG1
    try (TensorSource source = opening(pickle.stop()).get()) {
      assertEquals("[a [] F32, b [] F32, c [] F32]", source.tensors().toString());
      assertArrayEquals(new float[] {1}, TensorFiles.read(source, "c"));
    }
  }
}
