package dev.classifine.lora;

import java.util.Collection;

/** How names of an adapter's configuration mean modules, as PEFT reads them. */
public final class ModuleNames {

  private ModuleNames() {}

  /** The module that a parameter belongs to: its name without the last part. */
  public static String module(String parameter) {
    return parameter.substring(0, Math.max(0, parameter.lastIndexOf('.')));
  }

  /** Whether a module is a target by a name: the whole of the module's, or its last parts. */
  public static boolean isTarget(String module, String name) {
    return module.equals(name) || module.endsWith("." + name);
  }

  /**
   * Whether a module, or one that holds it, is saved in full by one of the names. PEFT compares the
   * ends of names as text: {@code classifier} means {@code pre_classifier} too.
   */
  public static boolean isSaved(String module, Collection<String> names) {
    for (String part = module; !part.isEmpty(); part = module(part)) {
      if (names.stream().anyMatch(part::endsWith)) {
        return true;
      }
    }
    return false;
  }
}
