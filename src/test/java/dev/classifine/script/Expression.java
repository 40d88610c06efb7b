package dev.classifine.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of a program's text, as a tree. The order of operators is of no interest here, so
 * that {@code a + b * c} is one group of three.
 *
 * @param kind what it is
 * @param text a name, a literal, a member's or a keyword's name, or the operators of a group with
 *     blanks between
 * @param parts what it is made of: of a call the function and then the arguments, of an item what
 *     it is taken from and the index
 */
record Expression(Kind kind, String text, List<Expression> parts) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\d[\\w.]*(?:(?<=[eE])[+-]\\d+)?"
              + "|\\$?[A-Za-z_]\\w*|\\*\\*|//|[<>=!]=|<<|>>|[-+*/%<>&|^~@()\\[\\]{}.,:=])");
  private static final Pattern OPERATOR =
      Pattern.compile("\\*\\*|//|[<>=!]=|<<|>>|[-+*/%<>&|^@]|and|or|in|is|not");
  private static final String END = "";

  enum Kind {
    NAME,
    LITERAL,
    MEMBER,
    CALL,
    KEYWORD,
    ITEM,
    CHOICE,
    GROUP
  }

  /**
   * Reads an expression, or several with commas between, which are a group.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static Expression parse(String text) {
    Parser parser = new Parser(text);
    Expression expression = parser.list(END);
    parser.take(END);
    return expression.parts.size() == 1 ? expression.parts.get(0) : expression;
  }

  /** The name with dots that this is, as in {@code torch.add}; empty where it is something else. */
  String path() {
    if (kind == Kind.NAME) {
      return text;
    }
    String base = kind == Kind.MEMBER ? parts.get(0).path() : "";
    return base.isEmpty() ? "" : base + "." + text;
  }

  /** The arguments of a call. */
  List<Expression> arguments() {
    return parts.subList(1, parts.size());
  }

  /** Whether a call has a keyword. */
  boolean hasKeyword(String name) {
    return arguments().stream().anyMatch(a -> a.kind == Kind.KEYWORD && a.text.equals(name));
  }

  /** Shows this and everything inside. */
  void visit(Consumer<Expression> visitor) {
    visitor.accept(this);
    parts.forEach(part -> part.visit(visitor));
  }

  private static Expression leaf(Kind kind, String text) {
    return new Expression(kind, text, List.of());
  }

  private static final class Parser {
    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    Parser(String text) {
      this.text = text;
      Matcher matcher = TOKEN.matcher(text.strip());
      int end = 0;
      while (matcher.find() && matcher.start() == end) {
        tokens.add(matcher.group(1));
        end = matcher.end();
      }
      if (end != text.strip().length()) {
        throw refused("\"" + text.strip().substring(end).strip() + "\"");
      }
      tokens.add(END);
    }

    private IllegalArgumentException refused(String what) {
      return new IllegalArgumentException("Not understood: " + what + " in \"" + text + "\".");
    }

    private String peek() {
      return tokens.get(next);
    }

    private boolean found(String token) {
      if (!peek().equals(token)) {
        return false;
      }
      next++;
      return true;
    }

    private void take(String token) {
      if (!found(token)) {
        throw refused("\"" + peek() + "\" where \"" + token + "\" is due");
      }
    }

    /** Expressions with commas or colons between, up to a token that is not taken. */
    private Expression list(String end) {
      List<Expression> parts = new ArrayList<>();
      boolean separated = true;
      while (!peek().equals(end)) {
        if (found(",") || found(":")) {
          separated = true;
        } else if (separated) {
          parts.add(argument());
          separated = false;
        } else {
          throw refused("\"" + peek() + "\" after an expression");
        }
      }
      return new Expression(Kind.GROUP, "", parts);
    }

    private Expression argument() {
      if (tokens.get(Math.min(next + 1, tokens.size() - 1)).equals("=")) {
        String name = tokens.get(next);
        next += 2;
        return new Expression(Kind.KEYWORD, name, List.of(choice()));
      }
      return choice();
    }

    private Expression choice() {
      Expression value = operation();
      if (!found("if")) {
        return value;
      }
      Expression condition = operation();
      take("else");
      return new Expression(Kind.CHOICE, "", List.of(condition, value, choice()));
    }

    private Expression operation() {
      List<Expression> parts = new ArrayList<>();
      StringBuilder operators = new StringBuilder();
      parts.add(operand(operators));
      while (OPERATOR.matcher(peek()).matches()) {
        operators.append(tokens.get(next++)).append(' ');
        parts.add(operand(operators));
      }
      return operators.isEmpty()
          ? parts.get(0)
          : new Expression(Kind.GROUP, operators.toString(), parts);
    }

    private Expression operand(StringBuilder operators) {
      while (List.of("-", "+", "~", "not").contains(peek())) {
        operators.append(tokens.get(next++)).append(' ');
      }
      Expression value = atom();
      while (true) {
        if (found(".")) {
          value = new Expression(Kind.MEMBER, tokens.get(next++), List.of(value));
        } else if (found("(")) {
          value = inside(Kind.CALL, value, ")");
        } else if (found("[")) {
          value = inside(Kind.ITEM, value, "]");
        } else {
          return value;
        }
      }
    }

    private Expression inside(Kind kind, Expression base, String end) {
      List<Expression> parts = new ArrayList<>(List.of(base));
      parts.addAll(list(end).parts());
      take(end);
      return new Expression(kind, "", parts);
    }

    private Expression atom() {
      String token = tokens.get(next++);
      String end = token.equals("(") ? ")" : token.equals("[") ? "]" : token.equals("{") ? "}" : "";
      if (!end.isEmpty()) {
        Expression group = list(end);
        take(end);
        return group;
      }
      if (token.matches("\\$?[A-Za-z_]\\w*")) {
        return leaf(
            List.of("True", "False", "None").contains(token) ? Kind.LITERAL : Kind.NAME, token);
      }
      if (token.matches("[\\d\"'].*")) {
        return leaf(Kind.LITERAL, token);
      }
      throw refused("\"" + token + "\"");
    }
  }
}
