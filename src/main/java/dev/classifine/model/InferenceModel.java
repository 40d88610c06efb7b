package dev.classifine.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.script.BoundProgram;
import dev.classifine.script.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link TextModel} made ready for many passes without gradients: its weights stay on the native
 * side as one dictionary, those of linear layers in the precision of the products, and a processor
 * computes linear layers by oneDNN where it can and MKL is not faster. Half precision takes 2 bytes
 * more for each number of a linear layer. Several threads may use it at once; the weights must not
 * change while it lives.
 */
public final class InferenceModel implements AutoCloseable {

  private final Program program;
  private final BoundProgram bound;

  private InferenceModel(Program program, BoundProgram bound) {
    this.program = program;
    this.bound = bound;
  }

  /**
   * Makes a model ready.
   *
   * @param model without low-rank updates; must outlive what is returned
   */
  public static InferenceModel of(TextModel model) {
    Device device = model.djl().getNDManager().getDevice();
    return of(model, ProgramTarget.forInference(device, model.options().precision()));
  }

  /**
   * Makes a model ready for a target of one's choice.
   *
   * @param model as for {@link #of(TextModel)}
   */
  public static InferenceModel of(TextModel model, ProgramTarget target) {
    ModelConfig config = model.config();
    Architecture architecture = Architectures.of(config);
    Map<String, NDArray> weights = new LinkedHashMap<>();
    List<ParameterSpec> specs = architecture.parameters(config, model.labels().size());
    specs.forEach(spec -> weights.put(spec.name(), model.array(spec.name())));
    List<String> linear =
        specs.stream()
            .filter(spec -> spec.isLinear() && spec.role() != Role.HEAD)
            .map(ParameterSpec::name)
            .toList();
    Program program =
        Program.load(
            model.djl().getNDManager(),
            architecture.description(config, model.options(), target).program());
    return new InferenceModel(
        program, BoundProgram.of(program, weights, linear, architecture.matrices(config)));
  }

  /**
   * The logits {@code [B, K]} of a batch, without dropout and gradients, under the manager of its
   * first array.
   *
   * @param inputs as {@link dev.classifine.text.TokenBatch} makes them
   */
  public NDList logits(NDList inputs) {
    return new NDList(bound.forward(inputs.head().getManager(), inputs));
  }

  @Override
  public void close() {
    bound.close();
    program.close();
  }
}
