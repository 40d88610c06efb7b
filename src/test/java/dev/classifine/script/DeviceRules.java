package dev.classifine.script;

import dev.classifine.script.Expression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a program fail or wait on a GPU, found in its text: a tensor that is made without a
 * device and so on the processor; a device that is named; and whatever needs a tensor's values in
 * the program's own flow, for which the processor waits until the GPU is done. Whether something is
 * a tensor follows from the declared types and from what it is computed of.
 */
public final class DeviceRules {

  /** Functions that make a tensor where none is given. */
  private static final Set<String> FACTORIES =
      Set.of(
          "arange",
          "bartlett_window",
          "blackman_window",
          "empty",
          "empty_strided",
          "eye",
          "from_file",
          "full",
          "hamming_window",
          "hann_window",
          "kaiser_window",
          "linspace",
          "logspace",
          "normal",
          "ones",
          "rand",
          "randint",
          "randn",
          "randperm",
          "range",
          "scalar_tensor",
          "sparse_coo_tensor",
          "tensor",
          "tril_indices",
          "triu_indices",
          "zeros");

  /** Functions that read values of a tensor, or whose result has a shape that depends on them. */
  private static final Set<String> WAITING =
      Set.of(
          "Bool",
          "Complex",
          "Float",
          "Int",
          "IntImplicit",
          "FloatImplicit",
          "ScalarImplicit",
          "_local_scalar_dense",
          "_unique2",
          "allclose",
          "argwhere",
          "bincount",
          "cpu",
          "cuda",
          "equal",
          "is_nonzero",
          "item",
          "masked_select",
          "nonzero",
          "nonzero_numpy",
          "numpy",
          "one_hot",
          "repeat_interleave",
          "tolist",
          "unique",
          "unique_consecutive",
          "unique_dim");

  /** Functions of tensors that give numbers which are known without their values. */
  private static final Set<String> NUMBERS =
      Set.of(
          "__contains__",
          "__is__",
          "dim",
          "format",
          "is_floating_point",
          "len",
          "numel",
          "size",
          "stride");

  private static final Set<String> CONVERSIONS = Set.of("bool", "float", "int", "range");

  private static final Pattern FUNCTION =
      Pattern.compile("def\\s+(\\w+)\\((.*)\\)\\s*(?:->\\s*(.*?))?\\s*:");
  private static final Pattern PARAMETER =
      Pattern.compile("(\\w+)\\s*:\\s*([^,\\[]+(?:\\[.*?\\]+)?)");
  private static final Pattern CONDITION = Pattern.compile("(?:if|elif|while)\\s+(.*?)\\s*:");
  private static final Pattern LOOP = Pattern.compile("for\\s+(.*?)\\s+in\\s+(.*?)\\s*:");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("((?:self\\.)?\\w+(?:\\s*,\\s*\\w+)*)\\s*,?\\s*=(?!=)\\s*(.*)");
  private static final Pattern DECLARATION =
      Pattern.compile("(?:class\\s.*|\\w+ : .*|else:|pass|break)");

  /** What each function gives, by its name. */
  private final Map<String, String> results = new LinkedHashMap<>();

  private final List<String> violations = new ArrayList<>();
  private String function = "";
  private Set<String> tensors = new HashSet<>();

  private DeviceRules(String declarations) {
    for (String line : lines(declarations)) {
      Matcher matcher = FUNCTION.matcher(line);
      if (matcher.matches()) {
        results.put(matcher.group(1), String.valueOf(matcher.group(3)));
      }
    }
  }

  /** What a program breaks: for each violation the function, what it is, and the line. */
  public static List<String> violations(String program) {
    return violations(program, program);
  }

  /**
   * What a part of a program breaks.
   *
   * @param declarations text that holds the functions which the part calls, and maybe more
   */
  public static List<String> violations(String part, String declarations) {
    DeviceRules rules = new DeviceRules(declarations);
    List<String> body = new ArrayList<>();
    for (String line : lines(part)) {
      if (FUNCTION.matcher(line).matches()) {
        rules.check(body);
        body.clear();
      }
      body.add(line);
    }
    rules.check(body);
    return rules.violations;
  }

  /** Statements without comments, those that go over several lines as one. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String line : text.split("\n")) {
      String code = line.replaceFirst("^((?:[^#\"]|\"[^\"]*\")*)#.*", "$1").strip();
      open.append(open.isEmpty() || code.isEmpty() ? "" : " ").append(code);
      String outside = open.toString().replaceAll("\"[^\"]*\"", "");
      if (outside.replaceAll("[^(\\[{]", "").length()
          <= outside.replaceAll("[^)\\]}]", "").length()) {
        if (!open.isEmpty()) {
          lines.add(open.toString());
        }
        open.setLength(0);
      }
    }
    if (!open.isEmpty()) {
      throw new IllegalArgumentException("A bracket is not closed: " + open);
    }
    return lines;
  }

  /** Checks a function, its declaration first. */
  private void check(List<String> body) {
    function = "";
    tensors = new HashSet<>();
    int known;
    do { // what a later line assigns may be read by an earlier one of a loop
      known = tensors.size();
      body.forEach(this::learn);
    } while (tensors.size() > known);
    body.forEach(this::check);
  }

  private void learn(String line) {
    Matcher declared = FUNCTION.matcher(line);
    if (declared.matches()) {
      function = declared.group(1);
      PARAMETER
          .matcher(declared.group(2))
          .results()
          .filter(parameter -> parameter.group(2).contains("Tensor"))
          .forEach(parameter -> tensors.add(parameter.group(1)));
      return;
    }
    Matcher loop = LOOP.matcher(line);
    Matcher assigned = ASSIGNMENT.matcher(line);
    Matcher matched = loop.matches() ? loop : assigned.matches() ? assigned : null;
    if (matched != null && isTensor(Expression.parse(matched.group(2)))) {
      tensors.addAll(List.of(matched.group(1).split("\\s*,\\s*")));
    }
  }

  private void check(String line) {
    if (FUNCTION.matcher(line).matches() || DECLARATION.matcher(line).matches()) {
      return;
    }
    Matcher condition = CONDITION.matcher(line);
    Matcher loop = LOOP.matcher(line);
    Matcher assigned = ASSIGNMENT.matcher(line);
    String text = line.replaceFirst("^return\\b", "");
    if (condition.matches()) {
      text = condition.group(1);
      if (isTensor(Expression.parse(text))) {
        report("a condition that is a tensor", line);
      }
    } else if (loop.matches()) {
      text = loop.group(2);
    } else if (assigned.matches()) {
      text = assigned.group(2);
    }
    Expression.parse(text).visit(part -> check(part, line));
  }

  private void check(Expression part, String line) {
    if (part.kind() == Kind.CALL) {
      checkCall(part, line);
    } else if (part.kind() == Kind.CHOICE && isTensor(part.parts().get(0))) {
      report("a condition that is a tensor", line);
    } else if (part.text().matches("(?s).*\\b(and|or|not) .*")
        && part.kind() == Kind.GROUP
        && isTensor(part)) {
      report("and, or, not of a tensor", line);
    } else if (part.kind() == Kind.LITERAL
        && part.text().matches("[\"'](cpu|cuda|meta|xla|mps)(:\\d+)?[\"']")) {
      report("a device that is named", line);
    }
  }

  private void checkCall(Expression call, String line) {
    Expression called = call.parts().get(0);
    String path = called.path();
    boolean ofTorch = path.startsWith("torch.");
    String name = called.kind() == Kind.MEMBER ? called.text() : path;
    if (ofTorch && FACTORIES.contains(name) && !call.hasKeyword("device")) {
      report("torch." + name + " without device=", line);
    } else if (called.kind() == Kind.MEMBER
        && !path.startsWith("__torch__.")
        && WAITING.contains(name)) {
      report(name + ", which reads a tensor's values", line);
    } else if (ofTorch && name.equals("where") && call.arguments().size() == 1) {
      report("torch.where of a condition alone, which reads its values", line);
    } else if (CONVERSIONS.contains(path) && call.arguments().stream().anyMatch(this::isTensor)) {
      report(path + "() of a tensor", line);
    }
  }

  private void report(String what, String line) {
    violations.add((function.isEmpty() ? "" : function + ": ") + what + ": " + line);
  }

  private boolean isTensor(Expression expression) {
    List<Expression> parts = expression.parts();
    return switch (expression.kind()) {
      case NAME -> tensors.contains(expression.text());
      case LITERAL -> false;
      case ITEM, MEMBER -> isTensor(parts.get(0));
      case KEYWORD, GROUP -> parts.stream().anyMatch(this::isTensor);
      case CHOICE -> isTensor(parts.get(1)) || isTensor(parts.get(2));
      case CALL -> givesTensor(expression);
    };
  }

  private boolean givesTensor(Expression call) {
    Expression called = call.parts().get(0);
    String path = called.path();
    if (path.equals("annotate") || path.equals("unchecked_cast")) {
      Set<String> names = new HashSet<>();
      call.arguments().get(0).visit(part -> names.add(part.text()));
      return names.contains("Tensor");
    }
    if (path.startsWith("torch.")) {
      return FACTORIES.contains(called.text())
          || !NUMBERS.contains(called.text()) && call.arguments().stream().anyMatch(this::isTensor);
    }
    // __torch__.name(...) and (self).name(...); the rest, as float(...), gives numbers
    return called.kind() == Kind.MEMBER
        && results.getOrDefault(called.text(), "").contains("Tensor");
  }
}
