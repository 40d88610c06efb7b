package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** {@code docs/dependencies.md} names what {@code pom.xml} depends on, in the same versions. */
class DependenciesDocTest {

  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| (.+) \\| ([^|]+) \\| ([^|]+) \\|");

  private Element project;

  @BeforeEach
  void read() throws Exception {
    project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
  }

  @Test
  void thePageHasEachDependencyInItsVersionAndScope() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (Element dependency : dependencies(project)) {
      expected.put(coordinates(dependency), version(dependency) + ", " + scope(dependency));
    }
    assertTrue(expected.size() > 20, "only " + expected.size() + " dependencies were seen");
    Map<String, String> found = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs/dependencies.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        found.put(row.group(1), row.group(2) + ", " + row.group(3));
      }
    }
    assertEquals(expected, found, "docs/dependencies.md differs from pom.xml");
  }

  private String version(Element dependency) {
    String version = text(dependency, "version");
    if (!version.isEmpty()) {
      return filledIn(version);
    }
    List<Element> managed = dependencies(child(project, "dependencyManagement"));
    return managed.stream()
        .filter(other -> coordinates(other).equals(coordinates(dependency)))
        .findFirst()
        .or(() -> managed.stream().filter(DependenciesDocTest::isJunitBom).findFirst())
        .map(other -> (isJunitBom(other) ? "BOM " : "") + filledIn(text(other, "version")))
        .orElseThrow();
  }

  private static boolean isJunitBom(Element dependency) {
    return coordinates(dependency).equals("org.junit:junit-bom");
  }

  private String scope(Element dependency) {
    String scope = filledIn(text(dependency, "scope"));
    return (scope.isEmpty() ? "compile" : scope)
        + (text(dependency, "optional").equals("true") ? ", optional" : "");
  }

  private String filledIn(String text) {
    return PROPERTY
        .matcher(text)
        .replaceAll(property -> text(child(project, "properties"), property.group(1)));
  }

  private static String coordinates(Element dependency) {
    return text(dependency, "groupId") + ":" + text(dependency, "artifactId");
  }

  private static List<Element> dependencies(Element parent) {
    return children(child(parent, "dependencies")).toList();
  }

  private static Element child(Element parent, String name) {
    return children(parent)
        .filter(element -> element.getTagName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Element parent, String name) {
    return children(parent)
        .filter(element -> element.getTagName().equals(name))
        .map(Node::getTextContent)
        .map(String::strip)
        .findFirst()
        .orElse("");
  }

  private static Stream<Element> children(Element parent) {
    NodeList nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }
}
