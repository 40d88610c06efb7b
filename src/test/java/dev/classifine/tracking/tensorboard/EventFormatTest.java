package dev.classifine.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.tracking.tensorboard.EventReader.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes against those that TensorBoard 2.21's own classes write: {@code RecordWriter}, {@code
 * event_pb2}, {@code summary_pb2} and the plugins' {@code create_summary_metadata}.
 */
class EventFormatTest {

  @TempDir Path folder;

  private static void assertBytes(String hex, byte[] bytes) {
    assertEquals(hex, HexFormat.of().formatHex(bytes));
  }

  @Test
  void aRecordHasTheBytesOfTensorBoardsWriter() {
    Message event =
        new Message()
            .real(1, 1700000000.5)
            .number(2, 300)
            .message(
                5,
                new Message()
                    .messages(
                        1,
                        List.of(
                            Summaries.scalar("train/loss", 0.25),
                            Summaries.scalar("train/lr", -1.5))));
    assertBytes(
        "3200000000000000241956ec0900002040fc54d94110ac022a240a110a0a747261696e2f6c6f7373150000803e"
            + "0a0f0a08747261696e2f6c72150000c0bfc75c4756",
        EventFile.record(event.toByteArray()));
  }

  @Test
  void aTextAndACurveHaveTheBytesOfTheirPlugins() {
    assertBytes(
        "0a11617267732f746578745f73756d6d617279420b08071200420561207c20624a080a060a0474657874",
        Summaries.text("args", "a | b").toByteArray());
    byte[] curve = Summaries.prCurve("eval/pr_curve/x", new float[][] {{1, 0.5f}}).toByteArray();
    assertBytes(
        "0a0f6576616c2f70725f63757276652f7842160801120812020801120208022a080000803f0000003f"
            + "4a110a0f0a0970725f63757276657312021002",
        curve);
  }

  @Test
  void theReaderOfTheseTestsKnowsTheChecksum() {
    // RFC 3720, appendix B.4, and the usual check value
    assertEquals(0x8a9136aa, EventReader.crc32c(new byte[32]));
    assertEquals(0xe3069283, EventReader.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void aFileBeginsWithItsVersionAndTheStepOfItsSession() throws IOException {
    try (EventFile first = EventFile.create(folder, 0)) {
      first.write(7, List.of(Summaries.scalar("a/b", 1)));
    }
    EventFile.create(folder, 7).close();
    List<Event> events = EventReader.folder(folder);
    assertEquals("brain.Event:2", events.get(0).version());
    assertTrue(events.get(1).isStart());
    assertEquals(0, events.get(1).step());
    assertEquals("[a/b@7]", events.get(2).values().toString());
    assertEquals("brain.Event:2", events.get(3).version());
    assertTrue(events.get(4).isStart());
    assertEquals(7, events.get(4).step());
    double now = System.currentTimeMillis() / 1e3;
    assertTrue(events.stream().allMatch(event -> Math.abs(event.wallTime() - now) < 3600));
  }

  @Test
  void optionsAreATableWhoseCellsDoNotEndIt() {
    java.util.Map<String, Object> values = new java.util.LinkedHashMap<>();
    values.put("model", "a|b`c\nd");
    values.put("fold", null);
    values.put("freeze", List.of("x", 1));
    assertEquals(
        "| option | value |\n|---|---|\n| model | `a\\|b'c d` |\n| freeze | `[\"x\",1]` |\n",
        OptionsTable.of(values));
  }

  @Test
  void emptyContentHasNoBytes() {
    assertArrayEquals(new byte[0], new Message().toByteArray());
  }
}
