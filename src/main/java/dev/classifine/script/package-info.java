/**
 * TorchScript without Python: {@link dev.classifine.script.Program} turns source text into a
 * function that libtorch runs with autograd on any device, {@link
 * dev.classifine.script.ProgramBlock} makes a DJL block of a program and named parameters, and
 * {@link dev.classifine.script.NativeRuntime} starts the engine, {@link dev.classifine.script.Tf32}
 * says how its GPUs round.
 *
 * <p>A program owns no tensors: the weights are ordinary DJL parameters and are passed in. A source
 * is what {@code torch.jit.save} writes under {@code code/}: types are fully qualified ({@code
 * __torch__.Name}), operators are called as {@code torch.add(a, b)}, free functions as {@code
 * __torch__.name(...)}. Constants that are known when a program is made stand in it as {@code
 * $NAME}.
 *
 * <p>{@link dev.classifine.script.ScriptArchive} and {@link dev.classifine.script.ModulePickle}
 * write archives, with tensors inside where they are to be used elsewhere.
 *
 * <p>Not supported: programs here with tensors inside, control of a generator's state, bfloat16
 * tensors that reach Java.
 */
package dev.classifine.script;
