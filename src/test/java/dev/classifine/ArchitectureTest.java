package dev.classifine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which: data flows one way. */
class ArchitectureTest {

  private static final String ROOT = "dev.classifine";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /**
   * What each package may use of the others; {@code error} and {@code io} are open to all above
   * them.
   */
  private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("error", List.of());
    MAY_USE.put("io", List.of("error"));
    MAY_USE.put("hub", List.of());
    MAY_USE.put("problem", List.of("script"));
    MAY_USE.put("data", List.of("problem"));
    MAY_USE.put("text", List.of("data", "script"));
    MAY_USE.put("inspection", List.of("problem", "data"));
    MAY_USE.put("weights", List.of());
    MAY_USE.put("maven", List.of());
    MAY_USE.put("lora", List.of("weights"));
    MAY_USE.put("checkpoint", List.of("weights", "lora", "maven", "hub"));
    MAY_USE.put("script", List.of());
    MAY_USE.put("model", List.of("script", "weights", "lora", "checkpoint", "problem", "optim"));
    MAY_USE.put("onnx", List.of("problem", "weights", "model"));
    MAY_USE.put(
        "export", List.of("problem", "text", "weights", "checkpoint", "script", "model", "onnx"));
    MAY_USE.put("optim", List.of("script"));
    MAY_USE.put("metrics", List.of("problem"));
    MAY_USE.put("resume", List.of());
    MAY_USE.put(
        "train",
        List.of(
            "problem", "data", "text", "weights", "script", "model", "optim", "metrics", "resume"));
    MAY_USE.put("tracking", List.of("problem", "train"));
    MAY_USE.put("tracking.tensorboard", List.of("tracking", "problem", "script", "train"));
    MAY_USE.put("tracking.mlflow", List.of("tracking", "problem", "train"));
    MAY_USE.put("tuning", List.of("problem", "metrics"));
    MAY_USE.put("html", List.of("metrics"));
    MAY_USE.put("card", List.of("checkpoint"));
    MAY_USE.put(
        "",
        List.of(
            "problem",
            "data",
            "text",
            "weights",
            "lora",
            "checkpoint",
            "script",
            "model",
            "optim",
            "metrics",
            "resume",
            "tuning",
            "train",
            "tracking",
            "export",
            "html",
            "inspection",
            "card"));
    MAY_USE.put("serve", List.of("", "data"));
    MAY_USE.put("djl", List.of("", "data", "problem", "model"));
    MAY_USE.put("experiment", List.of("data", "problem", "metrics", "resume", "train", ""));
    MAY_USE.put(
        "report", List.of("problem", "train", "metrics", "tuning", "", "experiment", "inspection"));
    MAY_USE.put(
        "junit", List.of("", "problem", "data", "text", "weights", "script", "metrics", "train"));
    MAY_USE.put(
        "cli",
        List.of(
            "",
            "experiment",
            "serve",
            "report",
            "html",
            "data",
            "lora",
            "model",
            "problem",
            "optim",
            "tracking",
            "train",
            "metrics",
            "tuning",
            "script",
            "inspection"));
  }

  @Test
  void aPackageUsesOnlyWhatItMay() {
    MAY_USE.forEach(
        (name, others) -> {
          List<String> allowed =
              java.util.stream.Stream.concat(
                      java.util.stream.Stream.of(name),
                      java.util.stream.Stream.concat(others.stream(), openToAll(name).stream()))
                  .map(ArchitectureTest::full)
                  .toList();
          noClasses()
              .that()
              .resideInAPackage(full(name))
              .should()
              .dependOnClassesThat(ours().and(DescribedPredicate.not(residesIn(allowed))))
              .because(full(name) + " may use only " + allowed)
              .allowEmptyShould(false)
              .check(CLASSES);
        });
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsInTheRules() {
    TreeSet<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(MAY_USE.keySet()), found);
    assertTrue(CLASSES.size() > 80, "only " + CLASSES.size() + " classes were seen");
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(full("cli"), full("report"))
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .because("a library logs; results are printed by the command line")
        .check(CLASSES);
  }

  @Test
  void onlyNativeCodeKnowsTheEnginesInside() {
    noClasses()
        .that()
        .resideOutsideOfPackages(full("script"), full("optim"), full("train"), full("cli"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("ai.djl.pytorch.."))
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsMavensLibraries() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("maven"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.maven..", "org.eclipse.aether.."))
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsTheTemplates() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("html"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.samskivert.."))
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsJUnitAndNoneNeedsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("junit"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.junit..", "org.opentest4j..", full("junit") + ".."))
        .because("JUnit is not on the class path of those who do not test with it")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    for (String name : MAY_USE.keySet()) {
      String file = full(name).replace('.', '/') + "/package-info.java";
      assertTrue(
          java.nio.file.Files.isRegularFile(java.nio.file.Path.of("src/main/java", file)), file);
    }
  }

  private static List<String> openToAll(String name) {
    return name.equals("error")
        ? List.of()
        : name.equals("io") ? List.of("error") : List.of("error", "io");
  }

  private static String full(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  private static DescribedPredicate<JavaClass> ours() {
    return resideInAnyPackage(ROOT + "..");
  }

  private static DescribedPredicate<JavaClass> residesIn(List<String> packages) {
    return resideInAnyPackage(packages.toArray(String[]::new));
  }
}
