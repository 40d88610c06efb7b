package dev.classifine.text;

import dev.classifine.io.Sha256;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens as a file, big-endian: the mark {@value #MARK}, what the tokens are of as {@code
 * writeUTF}, the number of chunks (int32), the chunks, and the SHA-256 of all before it. A chunk is
 * the number of its texts and of its tokens (int32), whether its ids are wide and whether it has
 * types (a byte each), the ends (int32), the ids (uint16, or int32 where wide) and the types
 * (int8).
 */
final class TokenFile {

  /** Another format gets another mark. */
  private static final String MARK = "classifine tokens 1\n";

  private static final int BUFFER = 1 << 16;

  private TokenFile() {}

  /** Thrown where a file is not one that was written whole, for the same key. */
  static final class DamagedException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedException(String what) {
      super(what);
    }
  }

  /** Writes tokens. */
  static void write(OutputStream file, String key, EncodedTexts texts) throws IOException {
    MessageDigest digest = Sha256.digest();
    BufferedOutputStream buffered = new BufferedOutputStream(file, BUFFER);
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(buffered, digest));
    out.write(MARK.getBytes(StandardCharsets.US_ASCII));
    out.writeUTF(key);
    out.writeInt(texts.chunks().size());
    for (TokenChunk chunk : texts.chunks()) {
      out.writeInt(chunk.ends().length);
      out.writeInt(chunk.tokens());
      out.writeBoolean(chunk.wide() != null);
      out.writeBoolean(chunk.types() != null);
      out.write(bytes(chunk));
    }
    out.flush();
    buffered.write(digest.digest());
    buffered.flush();
  }

  private static byte[] bytes(TokenChunk chunk) {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            size(chunk.ends().length, chunk.tokens(), chunk.wide() != null, chunk.types() != null));
    bytes.asIntBuffer().put(chunk.ends());
    bytes.position(chunk.ends().length * Integer.BYTES);
    if (chunk.wide() == null) {
      bytes.asCharBuffer().put(chunk.narrow());
      bytes.position(bytes.position() + chunk.tokens() * Character.BYTES);
    } else {
      bytes.asIntBuffer().put(chunk.wide());
      bytes.position(bytes.position() + chunk.tokens() * Integer.BYTES);
    }
    if (chunk.types() != null) {
      bytes.put(chunk.types());
    }
    return bytes.array();
  }

  private static int size(int texts, int tokens, boolean wide, boolean typed) {
    int token = (wide ? Integer.BYTES : Character.BYTES) + (typed ? 1 : 0);
    return Math.addExact(texts * Integer.BYTES, Math.multiplyExact(tokens, token));
  }

  /**
   * Reads tokens.
   *
   * @param length of the file in bytes
   * @throws DamagedException if the file is not whole, or has another key
   */
  static EncodedTexts read(InputStream file, long length, String key) throws IOException {
    MessageDigest digest = Sha256.digest();
    BufferedInputStream buffered = new BufferedInputStream(file, BUFFER);
    DataInputStream in = new DataInputStream(new DigestInputStream(buffered, digest));
    byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
    if (!Arrays.equals(mark, in.readNBytes(mark.length))) {
      throw new DamagedException("it does not begin as a file of tokens does");
    }
    if (!in.readUTF().equals(key)) {
      throw new DamagedException("it holds the tokens of something else");
    }
    List<TokenChunk> chunks = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      chunks.add(chunk(in, length, left == 1));
    }
    byte[] expected = digest.digest();
    if (!Arrays.equals(expected, buffered.readNBytes(expected.length)) || buffered.read() >= 0) {
      throw new DamagedException("its checksum is not that of its content");
    }
    return EncodedTexts.of(chunks);
  }

  private static TokenChunk chunk(DataInputStream in, long length, boolean last)
      throws IOException {
    int texts = in.readInt();
    int tokens = in.readInt();
    boolean wide = in.readBoolean();
    boolean typed = in.readBoolean();
    boolean full = texts == TokenChunk.TEXTS || last && texts > 0 && texts < TokenChunk.TEXTS;
    long size = texts * 4L + tokens * ((wide ? 4L : 2L) + (typed ? 1 : 0));
    boolean fits = size <= Math.min(length, Integer.MAX_VALUE); // before room is made for it
    if (!full || tokens < 0 || !fits) {
      throw new DamagedException("a part of it has an impossible size");
    }
    ByteBuffer bytes = ByteBuffer.wrap(new byte[(int) size]);
    in.readFully(bytes.array());
    int[] ends = new int[texts];
    bytes.asIntBuffer().get(ends);
    bytes.position(texts * Integer.BYTES);
    int[] ids = wide ? new int[tokens] : null;
    char[] narrow = wide ? null : new char[tokens];
    if (wide) {
      bytes.asIntBuffer().get(ids);
    } else {
      bytes.asCharBuffer().get(narrow);
    }
    bytes.position(bytes.position() + tokens * (wide ? Integer.BYTES : Character.BYTES));
    byte[] types = typed ? new byte[tokens] : null;
    if (typed) {
      bytes.get(types);
    }
    return new TokenChunk(narrow, ids, types, ends);
  }
}
