package dev.classifine.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of both themes by WCAG 2.2: 4.5 for text, 3 for lines of charts and frames. */
class ContrastTest {

  private static final Pattern COLOUR =
      Pattern.compile("--([a-z0-9-]+): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)");
  private static final double TEXT = 4.5;
  private static final double GRAPHIC = 3;

  private final Map<String, String[]> colours = new LinkedHashMap<>();
  private final String style = Pages.resource("report.css");

  ContrastTest() {
    Matcher matcher = COLOUR.matcher(style);
    while (matcher.find()) {
      colours.put(matcher.group(1), new String[] {matcher.group(2), matcher.group(3)});
    }
  }

  private double[] colour(String name, int theme) {
    String hex = colours.get(name)[theme];
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      rgb[i] = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
    }
    return rgb;
  }

  /** {@code color-mix(in srgb, first share, second)}. */
  private static double[] mixed(double[] first, double share, double[] second) {
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      rgb[i] = share * first[i] + (1 - share) * second[i];
    }
    return rgb;
  }

  private static double luminance(double[] rgb) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = rgb[i];
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(double[] a, double[] b) {
    double lighter = Math.max(luminance(a), luminance(b));
    double darker = Math.min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private void assertContrast(double least, String name, int theme, double[] on, String where) {
    double found = contrast(colour(name, theme), on);
    assertTrue(found >= least, name + " on " + where + ", theme " + theme + ": " + found);
  }

  @Test
  void theFormulaIsThatOfTheStandard() {
    assertEquals(21, contrast(new double[] {0, 0, 0}, new double[] {1, 1, 1}), 1e-9);
    double grey = 0x76 / 255.0;
    assertEquals(4.54, contrast(new double[] {grey, grey, grey}, new double[] {1, 1, 1}), 0.005);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void textsAreReadable(int theme) {
    for (String ground : List.of("page", "surface")) {
      for (String text : List.of("text", "muted", "link")) {
        assertContrast(TEXT, text, theme, colour(ground, theme), ground);
      }
    }
    assertContrast(TEXT, "text", theme, colour("warn-surface", theme), "a warning");
    assertContrast(TEXT, "warn", theme, colour("warn-surface", theme), "a warning");
    assertContrast(TEXT, "warn", theme, colour("surface", theme), "surface");
    assertContrast(TEXT, "text", theme, colour("bar", theme), "a bar");
    double[] hover = mixed(colour("muted", theme), 0.09, colour("surface", theme));
    for (String text : List.of("text", "muted")) {
      assertContrast(TEXT, text, theme, hover, "a row under the pointer");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void countsAreReadableOnTheDeepestShade(int theme) {
    Matcher shade =
        Pattern.compile(
                "var\\(--(right|wrong)\\) calc\\((\\d+)% \\+ var\\(--tint\\) \\* ([0-9.]+)%\\)")
            .matcher(style);
    int shades = 0;
    while (shade.find()) {
      double most =
          (Double.parseDouble(shade.group(2)) + 100 * Double.parseDouble(shade.group(3))) / 100;
      double[] ground = mixed(colour(shade.group(1), theme), most, colour("surface", theme));
      assertContrast(TEXT, "text", theme, ground, shade.group(1) + " cell");
      shades++;
    }
    assertEquals(2, shades);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void linesAreSeen(int theme) {
    for (int i = 1; i <= 6; i++) {
      assertContrast(GRAPHIC, "series-" + i, theme, colour("surface", theme), "surface");
    }
    for (String graphic : List.of("right", "wrong", "muted")) {
      assertContrast(GRAPHIC, graphic, theme, colour("surface", theme), "surface");
    }
  }
}
