package dev.classifine.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a class of tests, or one test, that gets an {@link Experiment} as parameter and must leave
 * no native memory behind; see {@link ClassifineExtension}.
 *
 * <p>What stands at a test holds for it, else what stands at its class, else at the class around
 * it.
 *
 * <p>Native arrays are counted in the whole process, so tests that make some must not run at the
 * same time: where JUnit runs tests in parallel, those with this annotation wait for each other.
 * Others that load models should take the same lock, {@value #LOCK}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ClassifineExtension.class)
@ResourceLock(value = ClassifineTest.LOCK, mode = ResourceAccessMode.READ_WRITE)
public @interface ClassifineTest {

  /** The key for {@link ResourceLock} of everything that makes native arrays. */
  String LOCK = "dev.classifine.junit.native-memory";

  /** The seed where none is given. */
  long DEFAULT_SEED = 42;

  /** Fixes the tiny model's weights, the order of the rows, dropout and new layers. */
  long seed() default DEFAULT_SEED;

  /**
   * Whether the test fails where native arrays that it made live on. To be turned off where they
   * are meant to, as those of a classifier that a program loads once and keeps.
   */
  boolean failOnLeak() default true;
}
