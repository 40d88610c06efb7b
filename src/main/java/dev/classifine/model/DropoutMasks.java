package dev.classifine.model;

import dev.classifine.error.UsageException;
import java.util.Locale;

/** How the elements that dropout leaves out are drawn. */
public enum DropoutMasks {
  /**
   * On a processor, four elements from each random word of 64 bits: the rate is rounded to a
   * multiple of 1/65536, and what is kept is scaled by the rate that it really has. On a GPU as
   * {@link #LIBTORCH}.
   */
  WORDS,
  /** By libtorch's own dropout, whose generator is serial on a processor. */
  LIBTORCH;

  /**
   * The choice of a name.
   *
   * @throws UsageException if there is none
   */
  public static DropoutMasks of(String id) {
    for (DropoutMasks choice : values()) {
      if (choice.id().equals(id)) {
        return choice;
      }
    }
    throw new UsageException(
        "--dropout-masks: \"" + id + "\" is unknown. It must be words or libtorch.");
  }

  /** The name as an option. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The program's source of it. */
  String source() {
    return "dropout_" + id() + ".py";
  }
}
