package dev.classifine.junit;

/** Where assertions about a training begin; to be imported statically. */
public final class ClassifineAssertions {

  private ClassifineAssertions() {}

  /** Says what must have come of a training. */
  public static TrainedAssert assertThat(Trained trained) {
    return new TrainedAssert(trained);
  }
}
