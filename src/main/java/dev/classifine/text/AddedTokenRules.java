package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.regex.Pattern;

/**
 * The added tokens. One with {@code rstrip} takes the spaces after it, which the library then must
 * not find again as the beginning of another.
 */
final class AddedTokenRules {

  /** The library compares each with all others. */
  private static final int MOST = 20_000;

  private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

  private AddedTokenRules() {}

  /**
   * Checks the list, which may be missing.
   *
   * @param normalized whether there is a normalizer
   */
  static void check(JsonElement value, boolean normalized, Rule rule) {
    if (value == null || value.isJsonNull()) {
      return;
    }
    JsonArray tokens = rule.list(value);
    if (tokens.size() > MOST) {
      throw rule.broken(
          "a list of " + tokens.size(), "There may be at most " + MOST + " added tokens.");
    }
    boolean[] takesSpaces = new boolean[2];
    boolean[] beginsWithSpace = new boolean[2];
    for (int i = 0; i < tokens.size(); i++) {
      JsonObject token = rule.at(i).object(tokens.get(i));
      String content = rule.at(i).at("content").text(token.get("content"));
      int group = isTrue(token.get("normalized")) ? 1 : 0;
      takesSpaces[group] |= isTrue(token.get("rstrip"));
      beginsWithSpace[group] |= SPACE.matcher(content).lookingAt();
      boolean clash = takesSpaces[group] && (beginsWithSpace[group] || group == 1 && normalized);
      if (clash) {
        throw rule.at(i)
            .broken(
                token,
                "Where a token has rstrip, none may begin with a space, and it must not be"
                    + " normalized.");
      }
    }
  }

  static boolean isTrue(JsonElement value) {
    return value != null && value.toString().equals("true");
  }
}
