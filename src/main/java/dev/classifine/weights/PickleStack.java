package dev.classifine.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The values that a pickle's operations work on, with marks between them. */
final class PickleStack {

  private static final int MAX_VALUES = 1 << 16;
  private static final int MAX_MARKS = 64;

  private final PickleBytes in;
  private final List<Object> values = new ArrayList<>();

  /** For each mark, how many values lie below it. */
  private final Deque<Integer> marks = new ArrayDeque<>();

  PickleStack(PickleBytes in) {
    this.in = in;
  }

  void push(Object value) {
    if (values.size() == MAX_VALUES) {
      throw in.problem("puts more than " + MAX_VALUES + " values on the stack");
    }
    values.add(value);
  }

  void mark() {
    if (marks.size() == MAX_MARKS) {
      throw in.problem("nests more than " + MAX_MARKS + " containers");
    }
    marks.push(values.size());
  }

  /** The topmost value, which stays. */
  Object top() {
    return values.get(values.size() - need(1));
  }

  Object pop() {
    return values.remove(values.size() - need(1));
  }

  /** Takes values off, in the order in which they were put on. */
  List<Object> pop(int count) {
    return popFrom(values.size() - need(count));
  }

  /** Takes off everything above the last mark, and the mark. */
  List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw in.problem("refers to a mark, but there is none");
    }
    return popFrom(marks.pop());
  }

  /** Takes off the last value of all. */
  Object popLast() {
    Object last = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw in.problem("ends the pickle, but there are values left");
    }
    return last;
  }

  private List<Object> popFrom(int start) {
    List<Object> part = values.subList(start, values.size());
    List<Object> taken = List.copyOf(part);
    part.clear();
    return taken;
  }

  private int need(int count) {
    int below = marks.isEmpty() ? 0 : marks.peek();
    if (values.size() - below < count) {
      throw in.problem("needs " + count + " values on the stack, but they are not there");
    }
    return count;
  }
}
