package dev.classifine.text;

import dev.classifine.error.ClassifineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The special tokens that a tokenizer puts around a text, or around and between a pair, and how
 * texts are cut to leave room for them. Read off an encoding that the tokenizer made, so that every
 * kind of post-processor is understood.
 */
final class SpecialTokenTemplate {

  /** The native library's mark of a token that belongs to no sequence. */
  private static final int SPECIAL = -1;

  private final List<Piece> pieces;
  private final int special;

  private SpecialTokenTemplate(List<Piece> pieces) {
    this.pieces = pieces;
    this.special = (int) pieces.stream().filter(piece -> piece.sequence() == SPECIAL).count();
  }

  /** A special token, or the place of a sequence: 0 is the text, 1 its pair. */
  private record Piece(int sequence, long id, long type) {}

  /**
   * Reads a template off an encoding.
   *
   * @param ids the tokens, {@code types} theirs, {@code sequences} 0, 1 or -1 for each of them
   * @param texts how many texts were encoded: 1 or 2
   * @param where the tokenizer, for errors
   * @throws ClassifineException if a text is not there exactly once, as a whole
   */
  static SpecialTokenTemplate of(
      long[] ids, long[] types, long[] sequences, int texts, String where) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      boolean goesOn = i > 0 && sequences[i] == sequences[i - 1] && sequences[i] != SPECIAL;
      if (!goesOn) {
        pieces.add(new Piece((int) sequences[i], ids[i], types[i]));
      }
    }
    for (int text = 0; text < texts; text++) {
      int sequence = text;
      if (pieces.stream().filter(piece -> piece.sequence() == sequence).count() != 1) {
        throw new ClassifineException(
            where
                + ": its post_processor does not put each text into the result exactly once. That"
                + " is not supported.");
      }
    }
    return new SpecialTokenTemplate(pieces);
  }

  /** How many special tokens are added. */
  int special() {
    return special;
  }

  /**
   * Appends a text, or a pair, with its special tokens, cut to a length: at the longer text first,
   * as Hugging Face's {@code longest_first}.
   *
   * @param pair the second text's tokens, or null
   * @param length the most tokens in all
   * @param fromStart whether a text loses its beginning rather than its end
   * @param typed whether types are kept
   */
  void append(
      EncodedTexts.Builder out,
      long[] text,
      long[] pair,
      int length,
      boolean fromStart,
      boolean typed) {
    int room = length - special;
    int first = pair == null ? Math.min(text.length, room) : share(text.length, pair.length, room);
    int second = pair == null ? 0 : Math.min(pair.length, room - first);
    long[] ids = new long[special + first + second];
    long[] types = typed ? new long[ids.length] : null;
    int at = 0;
    for (Piece piece : pieces) {
      int count = piece.sequence() == SPECIAL ? 1 : piece.sequence() == 0 ? first : second;
      if (piece.sequence() == SPECIAL) {
        ids[at] = piece.id();
      } else {
        long[] source = piece.sequence() == 0 ? text : pair;
        System.arraycopy(source, fromStart ? source.length - count : 0, ids, at, count);
      }
      if (typed) {
        Arrays.fill(types, at, at + count, piece.type());
      }
      at += count;
    }
    out.add(ids, types);
  }

  /** What the first text keeps of the room. */
  private static int share(int own, int other, int room) {
    if (own + (long) other <= room) {
      return own;
    }
    boolean swapped = own > other;
    int shorter = Math.min(own, other);
    int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
    if (shorter + (long) longer > room) {
      shorter = room / 2;
      longer = shorter + room % 2;
    }
    return swapped ? longer : shorter;
  }

  /** The largest of the special tokens' ids. */
  long largestId() {
    return pieces.stream()
        .filter(piece -> piece.sequence() == SPECIAL)
        .mapToLong(Piece::id)
        .max()
        .orElse(-1);
  }

  /** The largest type of any token. */
  long largestType() {
    return pieces.stream().mapToLong(Piece::type).max().orElse(0);
  }
}
