package dev.classifine.weights;

import dev.classifine.weights.PickleValue.Dictionary;
import dev.classifine.weights.PickleValue.Sequence;
import dev.classifine.weights.PickleValue.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a pickle that holds tensors. A pickle is a small program; of its operations only those are
 * known that build texts, numbers, containers and tensors, and of the functions and classes that it
 * may ask for only those in {@link PickleGlobal}, which are not called but understood.
 */
final class PickleMachine {

  /** A tensor takes about forty operations, and none makes more than one object. */
  private static final int MAX_OPERATIONS = 1 << 20;

  private static final int PROTO = 0x80;
  private static final int STOP = '.';

  private final PickleBytes in;
  private final PickleStack stack;
  private final TensorCalls calls;
  private final Map<Long, Object> memo = new HashMap<>();

  private PickleMachine(PickleBytes in) {
    this.in = in;
    this.stack = new PickleStack(in);
    this.calls = new TensorCalls(in);
  }

  /** What the whole pickle builds. */
  static Object run(PickleBytes in) {
    return new PickleMachine(in).run();
  }

  private Object run() {
    if (in.operation() != PROTO) {
      throw in.problem("a pickle must begin with its protocol");
    }
    int protocol = in.unsignedByte();
    if (protocol < 2 || protocol > 5) {
      throw in.problem("has protocol " + protocol + "; known are 2 to 5");
    }
    for (int count = 0; count < MAX_OPERATIONS; count++) {
      int operation = in.operation();
      if (operation == STOP) {
        return last();
      }
      execute(operation);
    }
    throw in.problem("there are more than " + MAX_OPERATIONS + " operations");
  }

  private Object last() {
    if (!in.atEnd()) {
      throw in.problem("ends the pickle, but bytes follow");
    }
    return stack.popLast();
  }

  private void execute(int operation) {
    switch (operation) {
      case 0x95 -> in.need(in.signedLong()); // FRAME
      case '(' -> stack.mark();
      case 'N' -> stack.push(PickleValue.NONE);
      case 0x88 -> stack.push(true); // NEWTRUE
      case 0x89 -> stack.push(false); // NEWFALSE
      case 'J' -> stack.push((long) in.signedInt()); // BININT
      case 'K' -> stack.push((long) in.unsignedByte()); // BININT1
      case 'M' -> stack.push((long) in.unsignedShort()); // BININT2
      case 0x8a -> stack.push(in.shortestLong()); // LONG1
      case 'G' -> stack.push(in.bigEndianDouble()); // BINFLOAT
      case 0x8c, 'U' -> stack.push(in.text(in.unsignedByte())); // SHORT_BINUNICODE, _BINSTRING
      case 'X' -> stack.push(in.text(in.unsignedInt())); // BINUNICODE
      case 'T' -> stack.push(in.text(in.signedInt())); // BINSTRING
      case 0x8d -> stack.push(in.text(in.signedLong())); // BINUNICODE8
      case ')' -> stack.push(new Tuple(List.of()));
      case 't' -> stack.push(new Tuple(stack.popToMark()));
      case 0x85, 0x86, 0x87 -> stack.push(new Tuple(stack.pop(operation - 0x84))); // TUPLE1 to 3
      case ']', '}' -> stack.push(operation == ']' ? new Sequence() : new Dictionary());
      case 'l' -> pushList(stack.popToMark());
      case 'd' -> pushDictionary(stack.popToMark());
      case 'a' -> append(stack.pop(1));
      case 'e' -> append(stack.popToMark());
      case 's' -> setItems(stack.pop(2));
      case 'u' -> setItems(stack.popToMark());
      case 'q' -> memo.put((long) in.unsignedByte(), stack.top()); // BINPUT
      case 'r' -> memo.put(in.unsignedInt(), stack.top()); // LONG_BINPUT
      case 0x94 -> memo.put((long) memo.size(), stack.top()); // MEMOIZE
      case 'h' -> stack.push(remembered(in.unsignedByte())); // BINGET
      case 'j' -> stack.push(remembered(in.unsignedInt())); // LONG_BINGET
      case 'c' -> pushGlobal(in.line(), in.line());
      case 0x93 -> pushStackGlobal(stack.pop(2));
      case 'R' -> reduce(stack.pop(2));
      case 'b' -> build(stack.pop());
      case 'Q' -> stack.push(calls.storage(stack.pop())); // BINPERSID
      default -> throw in.refused("for the operation " + shown(operation));
    }
  }

  private static String shown(int operation) {
    String hexadecimal = String.format("0x%02x", operation);
    return operation > ' ' && operation < 0x7f
        ? hexadecimal + " ('" + (char) operation + "')"
        : hexadecimal;
  }

  private void pushList(List<Object> items) {
    stack.push(new Sequence());
    append(items);
  }

  private void pushDictionary(List<Object> items) {
    stack.push(new Dictionary());
    setItems(items);
  }

  private void append(List<Object> items) {
    if (!(stack.top() instanceof Sequence list)) {
      throw in.problem("appends to " + PickleValue.describe(stack.top()));
    }
    list.items().addAll(items);
  }

  private void setItems(List<Object> items) {
    if (!(stack.top() instanceof Dictionary dictionary) || items.size() % 2 != 0) {
      throw in.problem(
          "sets " + items.size() + " keys and values in " + PickleValue.describe(stack.top()));
    }
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw in.problem("a key is " + PickleValue.describe(key) + ", not a text or an integer");
      }
      if (dictionary.entries().put(key, items.get(i + 1)) != null) {
        throw in.problem("the key '" + Shown.text(key.toString()) + "' occurs twice");
      }
    }
  }

  private Object remembered(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw in.problem("recalls value " + key + ", which was not memorised");
    }
    return value;
  }

  private void pushGlobal(String module, String attribute) {
    stack.push(
        PickleGlobal.named(module, attribute)
            .orElseThrow(() -> in.refused("to call " + module + "." + attribute)));
  }

  private void pushStackGlobal(List<Object> names) {
    if (!(names.get(0) instanceof String module && names.get(1) instanceof String attribute)) {
      throw in.problem("the name of a class or function is not a text");
    }
    pushGlobal(module, attribute);
  }

  private void reduce(List<Object> call) {
    if (!(call.get(0) instanceof PickleGlobal function) || function.storageType().isPresent()) {
      throw in.refused("to call " + PickleValue.describe(call.get(0)));
    }
    if (!(call.get(1) instanceof Tuple arguments)) {
      throw in.problem("the arguments of " + function + " are not a tuple");
    }
    stack.push(calls.call(function, arguments.items()));
  }

  /** A state dict has an attribute with the versions of its modules, which is ignored. */
  private void build(Object state) {
    if (!(stack.top() instanceof Dictionary
        && state instanceof Dictionary attributes
        && attributes.entries().keySet().equals(Set.of("_metadata")))) {
      throw in.refused(
          "to set the state of "
              + PickleValue.describe(stack.top())
              + " to "
              + PickleValue.describe(state));
    }
  }
}
