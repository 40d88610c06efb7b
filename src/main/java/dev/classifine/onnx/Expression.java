package dev.classifine.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An activation function as the program's text has it: {@code x}, numbers, and calls such as {@code
 * torch.mul(x, torch.sigmoid(x))}.
 */
final class Expression {

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(torch\\.\\w+|approximate=\"tanh\"|x|-?[0-9][0-9.e-]*|[(),])");

  private static final double SQRT_2 = Math.sqrt(2);
  private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);

  private final Matcher tokens;
  private final Value x;
  private String next;

  private Expression(String text, Value x) {
    this.tokens = TOKEN.matcher(text);
    this.x = x;
    advance();
  }

  /** The expression's value where x is the given one. */
  static Value of(String text, Value x) {
    Expression expression = new Expression(text, x);
    Value value = (Value) expression.read();
    if (!expression.next.isEmpty()) {
      throw new IllegalArgumentException("Not an expression over x: " + text);
    }
    return value;
  }

  private void advance() {
    int from = next == null ? 0 : tokens.end();
    boolean found = tokens.region(from, tokens.regionEnd()).lookingAt();
    next = found ? tokens.group(1) : "";
  }

  private Object read() {
    String token = next;
    advance();
    if (token.equals("x")) {
      return x;
    }
    if (!token.startsWith("torch.")) {
      return token.startsWith("approximate") ? token : Double.valueOf(token);
    }
    List<Object> arguments = new ArrayList<>();
    while (!next.equals(")")) {
      advance(); // the bracket or comma before an argument
      arguments.add(read());
    }
    advance();
    return call(token.substring("torch.".length()), arguments);
  }

  private static Value call(String function, List<Object> arguments) {
    Value a = (Value) arguments.get(0);
    return switch (function) {
      case "add" -> a.add((double) arguments.get(1));
      case "sub" -> a.sub((double) arguments.get(1));
      case "div" -> a.div((double) arguments.get(1));
      case "mul" ->
          arguments.get(1) instanceof Value b ? a.mul(b) : a.mul((double) arguments.get(1));
      case "clamp" -> a.clip((double) arguments.get(1), (double) arguments.get(2));
      case "square" -> a.mul(a);
      case "gelu" -> arguments.size() == 1 ? gelu(a) : geluTanh(a);
      case "silu" -> a.mul(a.each("Sigmoid"));
      case "mish" -> a.mul(a.each("Softplus").each("Tanh"));
      case "relu6" -> a.clip(0, 6);
      case "relu" -> a.each("Relu");
      case "leaky_relu" -> a.each("LeakyRelu");
      case "hardswish" -> a.each("HardSwish");
      case "softplus" -> a.each("Softplus");
      case "sigmoid" -> a.each("Sigmoid");
      case "tanh" -> a.each("Tanh");
      case "sqrt" -> a.each("Sqrt");
      case "erf" -> a.each("Erf");
      default -> throw new IllegalArgumentException("No operator for torch." + function + ".");
    };
  }

  /** In the steps that runtimes know and compute as one; the operator Gelu is of opset 20. */
  private static Value gelu(Value x) {
    return x.mul(x.div(SQRT_2).each("Erf").add(1)).mul(0.5);
  }

  private static Value geluTanh(Value x) {
    Value inner = x.add(x.pow(3).mul(0.044715)).mul(SQRT_2_BY_PI);
    return x.mul(0.5).mul(inner.each("Tanh").add(1));
  }
}
