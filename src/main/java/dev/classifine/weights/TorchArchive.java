package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The zip file that torch.save writes: a pickle {@code data.pkl} that describes the tensors, and
 * for each storage an entry {@code data/<key>}, all in one folder of any name.
 */
final class TorchArchive {

  private static final String PICKLE = "/data.pkl";
  private static final int MAX_PICKLE_BYTES = 64 << 20;
  private static final int MAX_BYTE_ORDER_BYTES = 16;

  /** The integer 0x1950a86a20f9469cfc6c as a pickle holds it, near the start. */
  private static final String LEGACY = "8a0a6cfc9c46f9206aa85019";

  private static final int LEGACY_START_BYTES = 32;

  private final FileBytes bytes;
  private final Map<String, ZipEntries.Entry> entries;
  private final String root;

  private TorchArchive(FileBytes bytes) {
    this.bytes = bytes;
    this.entries = ZipEntries.read(bytes);
    this.root = root();
  }

  static TorchArchive open(FileBytes bytes) {
    checkNotLegacy(bytes);
    TorchArchive archive = new TorchArchive(bytes);
    archive.checkByteOrder();
    return archive;
  }

  /** Before version 1.6, torch wrote one pickle after another and no zip file. */
  private static void checkNotLegacy(FileBytes bytes) {
    int length = (int) Math.min(bytes.size(), LEGACY_START_BYTES);
    byte[] start = bytes.read(0, length).array();
    if (HexFormat.of().formatHex(start).contains(LEGACY)) {
      throw new ClassifineException(
          bytes.file()
              + ": is in the format from before torch 1.6, which is not read. Write it again in"
              + " Python with torch.save(torch.load(file, weights_only=True), file), or convert it"
              + " to safetensors.");
    }
  }

  private String root() {
    List<String> roots =
        entries.keySet().stream()
            .filter(name -> name.indexOf('/') == name.length() - PICKLE.length())
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.indexOf('/') + 1))
            .toList();
    if (roots.size() != 1) {
      throw bytes
          .file()
          .because(
              "is a zip file with "
                  + roots.size()
                  + " entries <name>/data.pkl, but torch.save writes one; found ["
                  + Shown.list(entries.keySet())
                  + "]");
    }
    return roots.get(0);
  }

  private void checkByteOrder() {
    ZipEntries.Entry entry = entries.get(root + "byteorder");
    if (entry == null) {
      return;
    }
    int length = (int) Math.min(entry.length(), MAX_BYTE_ORDER_BYTES);
    byte[] content = bytes.read(entry.begin(), length).array();
    String order = new String(content, StandardCharsets.US_ASCII);
    if (!order.equals("little")) {
      throw new ClassifineException(
          bytes.file()
              + ": its byte order is '"
              + Shown.text(order)
              + "'; only 'little' is read. Convert it to safetensors.");
    }
  }

  /** Reads the pickle, which is not checked yet. */
  PickleBytes pickle() {
    ZipEntries.Entry entry = entries.get(root + PICKLE.substring(1));
    if (entry.length() > MAX_PICKLE_BYTES) {
      throw bytes
          .file()
          .because("data.pkl has " + entry.length() + " bytes; the most is " + MAX_PICKLE_BYTES);
    }
    return new PickleBytes(bytes.file(), bytes.read(entry.begin(), (int) entry.length()));
  }

  /** Where a tensor's elements lie, checked against the entry of its storage. */
  StridedTensor locate(String name, PickledTensor tensor) {
    PickledTensor.Storage storage = tensor.storage();
    DamagedFile file = bytes.file();
    TensorInfo info = TensorInfo.of(file, name, storage.type(), tensor.shape());
    ZipEntries.Entry entry = entries.get(root + "data/" + storage.key());
    if (entry == null) {
      throw file.because(
          "tensor " + info + ": there is no zip entry data/" + Shown.text(storage.key()));
    }
    long most = entry.length() / storage.type().bytes();
    if (storage.count() < 0 || storage.count() > most) {
      throw file.because(
          "tensor "
              + info
              + ": its storage is said to have "
              + storage.count()
              + " elements, but zip entry "
              + entry.name()
              + " has room for "
              + most);
    }
    return StridedTensor.of(file, info, entry.begin(), tensor);
  }
}
