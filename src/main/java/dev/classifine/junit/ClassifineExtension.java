package dev.classifine.junit;

import dev.classifine.script.NativeRuntime;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests an {@link Experiment}, and fails a test, or a class in the end, where native arrays
 * that were made in it live on: those of a {@code TextClassifier}, a DJL {@code Model} or an {@code
 * NDManager} that was not closed. {@link ClassifineTest} registers it; with {@code @ExtendWith} its
 * defaults hold.
 *
 * <p>A test is what stands between JUnit's {@code BeforeEach} and {@code AfterEach} callbacks,
 * methods with these annotations included; a class, what stands between its {@code BeforeAll} and
 * {@code AfterAll}. Each has an experiment of its own. The arrays of the whole process are looked
 * at, so nothing else may make some at the same time.
 *
 * <p>libtorch is started on one thread, unless it runs already or the system property {@code
 * ai.djl.pytorch.num_threads} says otherwise: its number of threads is fixed by its first use in a
 * process, and stays. Trainings repeat bit for bit on any number; between two numbers the last bits
 * differ.
 */
public final class ClassifineExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ClassifineExtension.class);

  /** DJL reads it when it starts libtorch. */
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** JUnit makes one. */
  public ClassifineExtension() {
    // nothing to keep: one instance serves all tests of a class
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    scope(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    scope(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Experiment.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return scope(context).experiment();
  }

  private static void end(ExtensionContext context) {
    Scope scope = store(context).remove(context.getUniqueId(), Scope.class);
    if (scope != null) {
      scope.end();
    }
  }

  /** That of the context, begun now where it has not: as before the constructor of its tests. */
  private static Scope scope(ExtensionContext context) {
    Scope scope = existing(context);
    if (scope == null) {
      startEngine();
      scope = new Scope(context.getDisplayName(), around(context), settings(context));
      store(context).put(context.getUniqueId(), scope);
    }
    return scope;
  }

  /** The nearest that it is in; templates of tests, which repeat them, have none. */
  private static Scope around(ExtensionContext context) {
    Optional<ExtensionContext> parent = context.getParent();
    while (parent.isPresent() && existing(parent.get()) == null) {
      parent = parent.get().getParent();
    }
    return parent.map(ClassifineExtension::existing).orElse(null);
  }

  private static Scope existing(ExtensionContext context) {
    return store(context).get(context.getUniqueId(), Scope.class);
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  /** The annotation of the test, else of its class, else of the class around that. */
  private static ClassifineTest settings(ExtensionContext context) {
    Optional<ClassifineTest> found =
        AnnotationSupport.findAnnotation(context.getElement(), ClassifineTest.class);
    return found.orElseGet(
        () -> context.getParent().map(ClassifineExtension::settings).orElse(null));
  }

  private static void startEngine() {
    if (System.getProperty(THREADS) == null) {
      System.setProperty(THREADS, "1");
    }
    NativeRuntime.engine();
  }
}
