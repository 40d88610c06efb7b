package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parameters by name: {@code *} stands for any characters, none or many, dots included. The whole
 * name must match, upper and lower case told apart.
 */
final class NamePattern {

  private static final int SHOWN = 3;

  private final String text;
  private final Pattern pattern;

  NamePattern(String text) {
    this.text = text;
    this.pattern =
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
  }

  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  /**
   * Checks that the pattern stands for something.
   *
   * @param names those of the block
   * @throws UsageException if it matches none of them, with the names nearest to it
   */
  void checkMatches(List<String> names) {
    if (names.stream().noneMatch(this::matches)) {
      throw new UsageException(
          "freeze: \""
              + text
              + "\" matches none of the "
              + names.size()
              + " parameters. It must match whole names, with * for any characters. Near it are "
              + nearest(names)
              + ".");
    }
  }

  /** The names that share the longest piece with the pattern, in their order. */
  private String nearest(List<String> names) {
    return names.stream()
        .sorted(Comparator.comparingInt(name -> -longestShared(name)))
        .limit(SHOWN)
        .collect(Collectors.joining(", "));
  }

  /** Length of the longest string that is in the pattern and in a name. */
  private int longestShared(String name) {
    int longest = 0;
    int[] ending = new int[name.length() + 1]; // shared length that ends at a character of the name
    for (int i = 0; i < text.length(); i++) {
      for (int j = name.length(); j > 0; j--) {
        ending[j] = text.charAt(i) == name.charAt(j - 1) ? ending[j - 1] + 1 : 0;
        longest = Math.max(longest, ending[j]);
      }
    }
    return longest;
  }
}
