package dev.classifine.data;

import dev.classifine.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Bytes whose SHA-256 is taken as they are read, so that a file need not be read twice. */
final class HashedBytes extends DigestInputStream {

  HashedBytes(InputStream in) {
    super(in, Sha256.digest());
  }

  /** Of all bytes, those included that nobody has read yet; once. */
  String sha256() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(getMessageDigest().digest());
  }
}
