package dev.classifine.script;

import ai.djl.Device;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether float32 matrix products on NVIDIA's GPUs may round their factors to TF32, which has 11
 * bits of precision and is several times as fast; libtorch's default is not. DJL has no call for
 * it, but libtorch reads {@code TORCH_ALLOW_TF32_CUBLAS_OVERRIDE} when it is loaded ({@code
 * at::Context}), and NVIDIA's libraries read {@code NVIDIA_TF32_OVERRIDE} at their first use: the
 * variables are set in this process before. Processors have no TF32.
 */
public enum Tf32 {
  /** libtorch's default, and what the process was started with. */
  UNCHANGED(Map.of()),
  /** Products and convolutions may use it. */
  ON(Map.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1", "NVIDIA_TF32_OVERRIDE", "")),
  /** None may, libtorch's convolutions included. */
  OFF(Map.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "", "NVIDIA_TF32_OVERRIDE", "0"));

  private final Map<String, String> variables;

  /**
   * @param variables by name; an empty value takes the variable away
   */
  Tf32(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * The setting of a name: {@code on} or {@code off}; null leaves it unchanged.
   *
   * @throws UsageException if there is none
   */
  public static Tf32 of(String name) {
    if (name == null) {
      return UNCHANGED;
    }
    return switch (name) {
      case "on" -> ON;
      case "off" -> OFF;
      default -> throw new UsageException("--tf32: \"" + name + "\" must be on or off.");
    };
  }

  /** The name as an option; null where nothing is set. */
  public String id() {
    return this == UNCHANGED ? null : name().toLowerCase(Locale.ROOT);
  }

  /** Sets the variables for native code of this process; Java's own view of them stays. */
  void set() {
    if (!variables.isEmpty() && Platform.isWindows()) {
      throw new ClassifineException(
          "--tf32 "
              + id()
              + ": on Windows it cannot be set from within the process. Start it with the"
              + " environment variable "
              + (this == ON ? "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1" : "NVIDIA_TF32_OVERRIDE=0")
              + " instead.");
    }
    variables.forEach(Tf32::setVariable);
  }

  /** A sentence for the log where the setting has no effect. */
  public Optional<String> remark(Device device) {
    return this == UNCHANGED || device.isGpu()
        ? Optional.empty()
        : Optional.of("--tf32 " + id() + " has no effect: the run is on the processor.");
  }

  /** Sets a variable for native code, or takes it away where the value is empty. */
  static void setVariable(String name, String value) {
    NativeLibrary c = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME);
    if (value.isEmpty()) {
      c.getFunction("unsetenv").invokeInt(new Object[] {name});
    } else {
      c.getFunction("setenv").invokeInt(new Object[] {name, value, 1});
    }
  }

  /** What native code of this process reads; null where it is not set. */
  static String nativeVariable(String name) {
    Function getenv = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("getenv");
    return getenv.invokeString(new Object[] {name}, false);
  }
}
