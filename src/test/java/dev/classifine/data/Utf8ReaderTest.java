package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.Zstd;
import dev.classifine.error.ClassifineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class Utf8ReaderTest {

  private static String read(byte[] bytes) throws IOException {
    StringWriter text = new StringWriter();
    try (Utf8Reader reader = new Utf8Reader(new ByteArrayInputStream(bytes), "data")) {
      reader.transferTo(text);
    }
    return text.toString();
  }

  private static byte[] latin(String bytes) {
    return bytes.getBytes(ISO_8859_1);
  }

  @Test
  void charactersOnTheEdgeOfABufferAreWhole() throws IOException {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "\uD83D\uDE00\u20AC\u00E4".repeat(30_000);
      assertEquals(text, read(text.getBytes(UTF_8)));
    }
  }

  @Test
  void onlyTheFirstByteOrderMarkIsSkipped() throws IOException {
    assertEquals("a\uFEFFb", read("\uFEFFa\uFEFFb".getBytes(UTF_8)));
    assertEquals("", read("\uFEFF".getBytes(UTF_8)));
  }

  @Test
  void anInvalidByteNamesLineAndOffsetAndTheRemedy() {
    assertFails(
        ClassifineException.class,
        () -> read(latin("ab\ncd\nx\u00FCy\n")),
        "data:3: not UTF-8: byte 0xFC at offset 7",
        "iconv -f WINDOWS-1252 -t UTF-8");
  }

  @Test
  void anInvalidByteBehindTheFirstBufferIsCountedToo() {
    String lines = "0123456789\n".repeat(20_000);
    assertFails(
        ClassifineException.class,
        () -> read(latin(lines + "\u00E4\n")),
        "data:20001: not UTF-8: byte 0xE4 at offset 220000");
  }

  @Test
  void formsThatStrictUtf8ForbidsAreErrors() {
    String[] forbidden = {
      "\u00C0\u0080", // a longer form than needed
      "\u00ED\u00A0\u0080", // half a surrogate pair
      "\u00F4\u0090\u0080\u0080", // beyond U+10FFFF
      "\u00E2\u0082" // cut off at the end of the file
    };
    for (String bytes : forbidden) {
      assertFails(
          ClassifineException.class, () -> read(latin("a\n" + bytes)), "data:2: ", "offset 2");
    }
  }

  @Test
  void utf16IsRecognised() {
    assertFails(
        ClassifineException.class,
        () -> read("text,label".getBytes(UTF_16)),
        "data:1: ",
        "iconv -f UTF-16 -t UTF-8");
  }

  @Test
  void packedDataOfAPipeIsRecognised() {
    assertFails(
        ClassifineException.class,
        () -> read(DataFiles.gzip("text".getBytes(UTF_8))),
        "data:1: ",
        "gzip data",
        "pipe it through gunzip");
    assertFails(
        ClassifineException.class,
        () -> read(Zstd.compress("text".getBytes(UTF_8))),
        "data:1: ",
        "pipe it through unzstd");
  }

  @Test
  void everyFormatTellsTheInvalidByte() {
    byte[] csv = latin("text,label\na,x\n\u00E4,y\n");
    byte[] json = latin("[{\"text\": \"a\", \"label\": \"x\"},\n{\"text\": \"\u00E4\"}]");
    assertFails(
        ClassifineException.class,
        () -> DataFiles.read(DataFormat.CSV, csv, Columns.AUTOMATIC, null, LabelUse.REQUIRED),
        "data:3: not UTF-8: byte 0xE4 at offset 15");
    assertFails(
        ClassifineException.class,
        () -> DataFiles.read(DataFormat.JSON, json, Columns.AUTOMATIC, null, LabelUse.REQUIRED),
        "data:2: not UTF-8: byte 0xE4 at offset 40");
  }
}
