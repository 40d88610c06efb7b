package dev.classifine.export;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The classes of modules: what has the same parameters and modules of the same classes shares one.
 * They hold tensors and compute nothing.
 */
final class ModuleClasses {

  /** The namespace of the classes, within {@code __torch__}. */
  static final String NAMESPACE = "parts";

  private final Map<String, String> namesByBody = new LinkedHashMap<>();
  private final Map<ModuleNode, String> names = new IdentityHashMap<>();

  /** Gives every module inside a root its class; the root itself has none here. */
  ModuleClasses(ModuleNode root) {
    root.modules().forEach((name, module) -> add(name, module));
  }

  private void add(String name, ModuleNode module) {
    module.modules().forEach((inner, child) -> add(isNumber(inner) ? name + "Item" : inner, child));
    names.put(module, namesByBody.computeIfAbsent(body(module), body -> unused(name, module)));
  }

  /** A module's class, without {@code __torch__.}. */
  String name(ModuleNode module) {
    return NAMESPACE + "." + names.get(module);
  }

  /** Declares the modules of a module as attributes, a line each. */
  String attributes(ModuleNode module) {
    return module.modules().entrySet().stream()
        .map(entry -> declaration(entry.getKey()) + "__torch__." + name(entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** Source text that declares all classes, inner ones first. */
  String source() {
    return namesByBody.entrySet().stream()
        .map(entry -> "class " + entry.getValue() + "(Module):\n" + entry.getKey())
        .collect(Collectors.joining());
  }

  /** Source text that reads a path of attributes. */
  static String read(String from, String path) {
    String text = from;
    for (String name : path.split("\\.")) {
      text = isNumber(name) ? "getattr(" + text + ", \"" + name + "\")" : text + "." + name;
    }
    return text;
  }

  private String body(ModuleNode module) {
    String parameters =
        module.parameters().keySet().stream()
            .map(name -> "\"" + name + "\", ")
            .collect(Collectors.joining());
    String tensors =
        module.parameters().keySet().stream()
            .map(name -> "  " + name + " : Tensor\n")
            .collect(Collectors.joining());
    return "  __parameters__ = ["
        + parameters
        + "]\n  __buffers__ = []\n"
        + tensors
        + "  training : bool\n"
        + attributes(module);
  }

  /** PyTorch declares names that are no identifiers, which are numbers, in another form. */
  private static String declaration(String name) {
    return isNumber(name) ? "  __annotations__[\"" + name + "\"] = " : "  " + name + " : ";
  }

  private String unused(String name, ModuleNode module) {
    String wanted =
        module.modules().isEmpty()
            ? module.parameters().keySet().stream()
                .map(ModuleClasses::capitalised)
                .collect(Collectors.joining())
            : capitalised(name);
    String free = wanted;
    for (int i = 2; namesByBody.containsValue(free); i++) {
      free = wanted + i;
    }
    return free;
  }

  private static String capitalised(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static boolean isNumber(String name) {
    return Character.isDigit(name.charAt(0));
  }
}
