package dev.classifine.html;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The templates, and what stands in every page: the style, the script and its library. */
final class Pages {

  /** The WebJar's folder; the version is that of the dependency. */
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  private Pages() {}

  /**
   * A page.
   *
   * @param template the resource with its content
   * @param view what the template shows; every text is escaped
   * @param drawn what the script draws
   */
  static String render(String template, Map<String, Object> view, Object drawn) {
    Map<String, Object> all = new HashMap<>(view);
    all.put("style", resource(UPLOT + "dist/uPlot.min.css") + "\n" + resource("report.css"));
    all.put("license", resource(UPLOT + "LICENSE").strip());
    all.put("library", resource(UPLOT + "dist/uPlot.iife.min.js"));
    all.put("script", resource("report.js"));
    all.put("data", ScriptJson.of(drawn));
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(Pages::open)
        .compile(resource(template + ".html"))
        .execute(all);
  }

  private static Reader open(String name) {
    return new StringReader(resource(name + ".html"));
  }

  /** The text of a resource. */
  static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is not on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
