package dev.classifine.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;

/**
 * The character map of SentencePiece: a double-array trie of characters and, for each, the place of
 * what replaces it in a text of parts that end in NUL. The library follows the trie without looking
 * where it leads.
 */
final class CharacterMapRules {

  private static final String RULE = "It must be a character map of SentencePiece in base64";
  private static final int LONGEST_REPLACEMENT = 256;

  private final Rule rule;
  private final int[] trie;
  private final byte[] texts;

  private CharacterMapRules(Rule rule, int[] trie, byte[] texts) {
    this.rule = rule;
    this.trie = trie;
    this.texts = texts;
  }

  /**
   * A map that the library can follow.
   *
   * @param base64 written as the library reads it
   * @param growth by how much it may make a text longer
   */
  record CharacterMap(String base64, int growth) {}

  /** A place of the trie from which labels lead on, and how many bytes led there. */
  private record Node(int base, int depth) {}

  /** Checks a map. */
  static CharacterMap checked(String base64, Rule rule) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw rule.broken(base64, RULE + ".");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long trieBytes = bytes.length < 4 ? -1 : Integer.toUnsignedLong(buffer.getInt());
    if (trieBytes < 4 || trieBytes % 4 != 0 || trieBytes > buffer.remaining()) {
      throw rule.broken(
          base64, RULE + "; its " + bytes.length + " bytes hold no trie of " + trieBytes + ".");
    }
    int[] trie = new int[(int) (trieBytes / 4)];
    buffer.asIntBuffer().get(trie);
    buffer.position(buffer.position() + (int) trieBytes);
    byte[] texts = new byte[buffer.remaining()];
    buffer.get(texts);
    int growth = new CharacterMapRules(rule, trie, texts).check();
    return new CharacterMap(Base64.getEncoder().encodeToString(bytes), growth);
  }

  private int check() {
    int growth = 1;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
    } catch (CharacterCodingException e) {
      throw rule.broken("a map whose texts are not UTF-8", RULE + ".");
    }
    BitSet seen = new BitSet();
    ArrayDeque<Node> nodes = new ArrayDeque<>();
    nodes.add(new Node(offset(trie[0]), 0));
    while (!nodes.isEmpty()) {
      Node node = nodes.remove();
      int depth = node.depth() + 1;
      for (int label = 1; label < 256; label++) {
        int at = node.base() ^ label;
        int unit = trie[inside(at)];
        if ((unit & 0x800000ff) != label || seen.get(at)) {
          continue;
        }
        seen.set(at);
        int next = at ^ offset(unit);
        if ((unit >> 8 & 1) == 1) {
          int length = length(trie[inside(next)] & 0x7fffffff);
          growth = Math.max(growth, (length + depth - 1) / depth);
        }
        nodes.add(new Node(next, depth));
      }
    }
    return growth;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >> 6);
  }

  private int inside(int at) {
    if (at < 0 || at >= trie.length) {
      throw rule.broken("a map whose trie leads to place " + at + " of " + trie.length, RULE + ".");
    }
    return at;
  }

  /** How many bytes the text at a place has. */
  private int length(int start) {
    int end = start;
    while (end < texts.length && texts[end] != 0) {
      end++;
    }
    boolean begins =
        start <= texts.length && (start == texts.length || (texts[start] & 0xc0) != 0x80);
    if (!begins || end - start > LONGEST_REPLACEMENT) {
      throw rule.broken("a map that leads to no text at " + start, RULE + ".");
    }
    return end - start;
  }
}
