package dev.classifine.text;

import dev.classifine.error.ClassifineException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a regular expression of Oniguruma repeats. Its matcher tries all ways to share a text among
 * repetitions and ends the process when there are too many. So of each alternative at most one
 * repetition may be open, with something after it that can fail, and what is repeated may not vary.
 */
final class RegexShape {

  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 50;
  private static final int MOST_TIMES = 1000;
  private static final long MOST_WAYS = 10_000;
  private static final long MOST_WAYS_BESIDE_OPEN = 200;

  private static final Pattern GROUP =
      Pattern.compile("\\?(:|=|!|>|<=|<!|[ims-]+:|[ims-]+(?=\\))|<[A-Za-z_]\\w*>)");
  private static final Pattern INTERVAL = Pattern.compile("\\{(\\d*)(,?)(\\d*)\\}");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:[pPx]\\{[^{}]*\\}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|[^gkKRXQE1-9])");

  private final String regex;
  private final Rule rule;
  private final boolean mayBeEmpty;
  private int at;

  RegexShape(String regex, Rule rule) {
    this.regex = regex;
    this.rule = rule;
    if (regex.length() > LONGEST) {
      throw refused("It must have at most " + LONGEST + " characters.");
    }
    this.mayBeEmpty = choice(0).empty();
    if (at < regex.length()) {
      throw refused("Its ) at " + at + " has no partner.");
    }
  }

  /** Whether it may match an empty text. */
  boolean mayBeEmpty() {
    return mayBeEmpty;
  }

  private RegexPiece choice(int depth) {
    if (depth > DEEPEST) {
      throw refused("Its groups must be nested at most " + DEEPEST + " deep.");
    }
    RegexPiece all = sequence(depth);
    while (at < regex.length() && regex.charAt(at) == '|') {
      at++;
      RegexPiece other = sequence(depth);
      all = RegexPiece.choice(all, other);
    }
    return all;
  }

  private RegexPiece sequence(int depth) {
    List<RegexPiece> pieces = new ArrayList<>();
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      pieces.add(times(atom(depth)));
    }
    RegexPiece all = RegexPiece.sequence(pieces, depth == 0);
    if (all.ways() > (all.open() > 0 ? MOST_WAYS_BESIDE_OPEN : MOST_WAYS)) {
      throw refused("It may match in " + all.ways() + " ways, which are too many to be tried.");
    }
    if (all.open() > 1) {
      throw refused(
          "It repeats two parts of one alternative without end, so that some texts would take for"
              + " ever.");
    }
    return all;
  }

  private RegexPiece atom(int depth) {
    char c = regex.charAt(at);
    if (c == '(') {
      return group(depth);
    }
    if (c == '[') {
      skipClass();
      return RegexPiece.CHARACTER;
    }
    if (c == '\\') {
      String escape = match(ESCAPE);
      if (escape == null) {
        throw refused("The escape at " + at + " is not supported.");
      }
      at += escape.length();
      return "bBAzZG".indexOf(escape.charAt(1)) >= 0 ? RegexPiece.PLACE : RegexPiece.CHARACTER;
    }
    if (c == '*' || c == '+' || c == '?') {
      throw refused("The " + c + " at " + at + " repeats nothing that can be repeated.");
    }
    at++;
    return c == '^' || c == '$' ? RegexPiece.PLACE : RegexPiece.CHARACTER;
  }

  private RegexPiece group(int depth) {
    at++;
    String kind = "";
    if (at < regex.length() && regex.charAt(at) == '?') {
      kind = match(GROUP);
      if (kind == null) {
        throw refused("The kind of group at " + at + " is not supported.");
      }
      at += kind.length();
    }
    RegexPiece inner = choice(depth + 1);
    if (at >= regex.length()) {
      throw refused("A ( has no partner.");
    }
    at++;
    boolean looks = kind.matches("\\?(=|!|<=|<!)");
    boolean onlySets = kind.matches("\\?[ims-]+");
    if (onlySets && at > kind.length() + 2) {
      throw refused("Options for the rest of it must stand at its beginning.");
    }
    return new RegexPiece(
        looks || onlySets || inner.empty(), inner.fixed(), inner.open(), inner.ways());
  }

  /** A class, with those inside it. */
  private void skipClass() {
    int depth = 0;
    do {
      if (at >= regex.length()) {
        throw refused("A [ has no partner.");
      }
      char c = regex.charAt(at);
      boolean opens = c == '[';
      at += c == '\\' ? 2 : 1;
      depth += opens ? 1 : c == ']' ? -1 : 0;
      if (opens && regex.startsWith("^", at)) {
        at++;
      }
      if (opens && regex.startsWith("]", at)) {
        throw refused("A class of characters must not be empty.");
      }
    } while (depth > 0);
  }

  private RegexPiece times(RegexPiece piece) {
    int least = 1;
    int most = 1;
    String interval = at < regex.length() ? match(INTERVAL) : null;
    if (interval != null && interval.matches(".*\\d.*")) {
      Matcher parts = INTERVAL.matcher(interval);
      parts.matches();
      least = number(parts.group(1), 0);
      most = parts.group(2).isEmpty() ? least : number(parts.group(3), Integer.MAX_VALUE);
      at += interval.length();
      if (regex.startsWith("?", at)) {
        at++;
        least = 0;
      }
    } else if (at < regex.length() && "*+?".indexOf(regex.charAt(at)) >= 0) {
      least = regex.charAt(at) == '+' ? 1 : 0;
      most = regex.charAt(at) == '?' ? 1 : Integer.MAX_VALUE;
      at++;
      if (regex.startsWith("?", at) || regex.startsWith("+", at)) {
        at++;
      }
    } else {
      return piece;
    }
    if (at < regex.length() && ("*+?".indexOf(regex.charAt(at)) >= 0 || match(INTERVAL) != null)) {
      throw refused("Its part before " + at + " is repeated twice over.");
    }
    if (most > 1 && (!piece.fixed() || piece.empty())) {
      throw refused("It repeats a group that itself repeats, chooses or may be empty.");
    }
    return piece.times(least, most);
  }

  private int number(String digits, int missing) {
    if (digits.isEmpty()) {
      return missing;
    }
    if (digits.length() > 4 || Integer.parseInt(digits) > MOST_TIMES) {
      throw refused("It may repeat a part at most " + MOST_TIMES + " times.");
    }
    return Integer.parseInt(digits);
  }

  /** What a pattern matches here, or null. */
  private String match(Pattern pattern) {
    Matcher matcher = pattern.matcher(regex).region(at, regex.length());
    return matcher.lookingAt() ? matcher.group() : null;
  }

  private ClassifineException refused(String reason) {
    return rule.broken(regex, reason);
  }
}
