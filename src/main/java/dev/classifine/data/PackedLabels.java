package dev.classifine.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels as bytes: numbers of a regression, or combinations of labels of which hardly two are the
 * same. Names that come again are kept once; of a million numbers that do not, each takes its
 * characters and five bytes.
 */
final class PackedLabels {

  private static final int PER_BLOCK = 1024;
  private static final int MOST_NAMES = 1 << 16;

  private static final int ONE = 0;
  private static final int MANY = 1;
  private static final int MARKS = 2;
  private static final int QUOTED = 4;
  private static final int IGNORED = 8;

  /** {@link #PER_BLOCK} labels, or fewer in the last. */
  private record Block(byte[] bytes, int[] ends) {}

  private final List<Block> blocks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int[] ends = new int[PER_BLOCK];
  private int size;

  /** How many there are. */
  int size() {
    return size;
  }

  /** Adds one. */
  void add(RawLabel label) {
    if (label instanceof RawLabel.One one) {
      bytes.write(ONE | (one.quoted() ? QUOTED : 0));
      write(one.value());
    } else if (label instanceof RawLabel.Many many) {
      bytes.write(MANY | (many.quoted() ? QUOTED : 0) | (many.holdsIgnored() ? IGNORED : 0));
      write(many.values());
    } else if (label instanceof RawLabel.Marks marks) {
      bytes.write(MARKS);
      write(marks.values());
      write(marks.absent());
      write(marks.ignored());
    }
    ends[size++ % PER_BLOCK] = bytes.size();
    if (size % PER_BLOCK == 0) {
      blocks.add(new Block(bytes.toByteArray(), ends));
      bytes = new ByteArrayOutputStream();
      ends = new int[PER_BLOCK];
    }
  }

  /** Ends the adding. */
  void seal() {
    blocks.add(new Block(bytes.toByteArray(), Arrays.copyOf(ends, size % PER_BLOCK)));
    ids.clear();
  }

  /** The label that was added at a place. */
  RawLabel get(int index) {
    Block block = blocks.get(index / PER_BLOCK);
    int at = index % PER_BLOCK;
    int start = at == 0 ? 0 : block.ends()[at - 1];
    ByteBuffer in = ByteBuffer.wrap(block.bytes(), start, block.ends()[at] - start);
    int kind = in.get();
    boolean quoted = (kind & QUOTED) != 0;
    return switch (kind & 3) {
      case ONE -> new RawLabel.One(name(in), quoted);
      case MANY -> new RawLabel.Many(list(in), quoted, (kind & IGNORED) != 0);
      default -> new RawLabel.Marks(list(in), list(in), list(in));
    };
  }

  private void write(List<String> values) {
    number(values.size());
    values.forEach(this::write);
  }

  /** Twice the id of a name that is kept, or twice the length of the bytes that follow and 1. */
  private void write(String name) {
    Integer id = ids.get(name);
    if (id == null && ids.size() < MOST_NAMES) {
      id = names.size();
      names.add(name);
      ids.put(name, id);
    }
    if (id != null) {
      number(id << 1);
    } else {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      number(text.length << 1 | 1);
      bytes.writeBytes(text);
    }
  }

  private void number(int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      bytes.write(rest & 0x7f | 0x80);
    }
    bytes.write(rest);
  }

  private List<String> list(ByteBuffer in) {
    String[] values = new String[number(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = name(in);
    }
    return List.of(values);
  }

  private String name(ByteBuffer in) {
    int head = number(in);
    if ((head & 1) == 0) {
      return names.get(head >> 1);
    }
    byte[] text = new byte[head >> 1];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int number(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int part = in.get();
      value |= (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
