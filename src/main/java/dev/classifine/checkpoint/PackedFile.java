package dev.classifine.checkpoint;

import java.util.Optional;
import java.util.zip.ZipEntry;

/**
 * What a jar's directory tells of a file.
 *
 * @param size its bytes when unpacked
 * @param crc their CRC-32
 */
record PackedFile(long size, long crc) {

  /** Empty where the entry is null or does not tell both. */
  static Optional<PackedFile> of(ZipEntry entry) {
    return Optional.ofNullable(entry)
        .map(known -> new PackedFile(known.getSize(), known.getCrc()))
        .filter(known -> known.size >= 0 && known.crc >= 0);
  }
}
