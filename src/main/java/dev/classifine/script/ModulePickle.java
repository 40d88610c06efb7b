package dev.classifine.script;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The pickle (protocol 2) of a TorchScript module: attributes by name, which are tensors, flags and
 * modules again. Every module is begun, given its attributes and ended.
 */
public final class ModulePickle {

  private static final int PROTO = 0x80;
  private static final int GLOBAL = 'c';
  private static final int EMPTY_TUPLE = ')';
  private static final int NEWOBJ = 0x81;
  private static final int EMPTY_DICT = '}';
  private static final int MARK = '(';
  private static final int SETITEMS = 'u';
  private static final int BUILD = 'b';
  private static final int TUPLE = 't';
  private static final int REDUCE = 'R';
  private static final int BINPERSID = 'Q';
  private static final int BINUNICODE = 'X';
  private static final int BININT = 'J';
  private static final int LONG1 = 0x8a;
  private static final int NEWTRUE = 0x88;
  private static final int NEWFALSE = 0x89;
  private static final int STOP = '.';

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins an empty pickle. */
  public ModulePickle() {
    code(PROTO).code(2);
  }

  /**
   * Begins a module.
   *
   * @param className its class, without {@code __torch__.}
   */
  public ModulePickle begin(String className) {
    String name = "__torch__." + className;
    int dot = name.lastIndexOf('.');
    return global(name.substring(0, dot), name.substring(dot + 1))
        .code(EMPTY_TUPLE)
        .code(NEWOBJ)
        .code(EMPTY_DICT)
        .code(MARK);
  }

  /** Names the attribute whose value comes next. */
  public ModulePickle attribute(String name) {
    return text(name);
  }

  /** True or false. */
  public ModulePickle flag(boolean value) {
    return code(value ? NEWTRUE : NEWFALSE);
  }

  /**
   * A float32 tensor that needs no gradient.
   *
   * @param key the name of its elements in the archive
   */
  public ModulePickle tensor(String key, long[] shape) {
    long[] strides = new long[shape.length];
    long count = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = count;
      count *= shape[i];
    }
    global("torch._utils", "_rebuild_tensor_v2").code(MARK);
    code(MARK).text("storage").global("torch", "FloatStorage").text(key).text("cpu");
    number(count).code(TUPLE).code(BINPERSID);
    number(0).tuple(shape).tuple(strides).flag(false);
    global("collections", "OrderedDict").code(EMPTY_TUPLE).code(REDUCE);
    return code(TUPLE).code(REDUCE);
  }

  /** Ends the module that was begun last. */
  public ModulePickle end() {
    return code(SETITEMS).code(BUILD);
  }

  /** The whole pickle; nothing may be added any more. */
  byte[] bytes() {
    code(STOP);
    return out.toByteArray();
  }

  private ModulePickle tuple(long[] numbers) {
    code(MARK);
    for (long number : numbers) {
      number(number);
    }
    return code(TUPLE);
  }

  private ModulePickle number(long value) {
    if (value == (int) value) {
      return code(BININT).little(4, value);
    }
    return code(LONG1).code(8).little(8, value);
  }

  private ModulePickle text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    code(BINUNICODE).little(4, utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  private ModulePickle global(String module, String name) {
    code(GLOBAL);
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  private ModulePickle little(int bytes, long value) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }

  private ModulePickle code(int code) {
    out.write(code);
    return this;
  }
}
