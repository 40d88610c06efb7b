package dev.classifine.model;

import java.util.Map;

/** The activation functions of configurations, as expressions of a program over {@code x}. */
final class Activations {

  /** {@code x Φ(x)}, by the error function. */
  static final String GELU = "torch.gelu(x)";

  /** Its approximation by a hyperbolic tangent. */
  static final String GELU_TANH = "torch.gelu(x, approximate=\"tanh\")";

  private static final Map<String, String> EXPRESSIONS =
      Map.ofEntries(
          Map.entry("gelu", GELU),
          Map.entry("gelu_python", GELU),
          Map.entry("gelu_new", GELU_TANH),
          Map.entry("gelu_pytorch_tanh", GELU_TANH),
          Map.entry("gelu_fast", GELU_TANH),
          Map.entry("gelu_accurate", GELU_TANH),
          Map.entry("gelu_python_tanh", GELU_TANH),
          Map.entry("gelu_10", "torch.clamp(torch.gelu(x), -10, 10)"),
          Map.entry("hardswish", "torch.hardswish(x)"),
          Map.entry(
              "laplace",
              "torch.mul(torch.add(torch.erf("
                  + "torch.div(torch.sub(x, 0.707107), 0.39894257487763823)), 1), 0.5)"),
          Map.entry("leaky_relu", "torch.leaky_relu(x)"),
          Map.entry("relu2", "torch.square(torch.relu(x))"),
          Map.entry("sqrtsoftplus", "torch.sqrt(torch.softplus(x))"),
          Map.entry("quick_gelu", "torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))"),
          Map.entry("relu", "torch.relu(x)"),
          Map.entry("relu6", "torch.relu6(x)"),
          Map.entry("silu", "torch.silu(x)"),
          Map.entry("swish", "torch.silu(x)"),
          Map.entry("mish", "torch.mish(x)"),
          Map.entry("tanh", "torch.tanh(x)"),
          Map.entry("sigmoid", "torch.sigmoid(x)"),
          Map.entry("linear", "x"));

  private Activations() {}

  /** The expression of the activation that a key names. */
  static String expression(ModelConfig config, String key, String missing) {
    String expression = EXPRESSIONS.get(config.string(key, missing));
    if (expression == null) {
      throw config.unsupported(
          key,
          "Supported are: "
              + String.join(", ", EXPRESSIONS.keySet().stream().sorted().toList())
              + ".");
    }
    return expression;
  }
}
