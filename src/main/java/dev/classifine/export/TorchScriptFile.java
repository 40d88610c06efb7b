package dev.classifine.export;

import dev.classifine.io.WholeFile;
import dev.classifine.script.ModulePickle;
import dev.classifine.script.ProgramSource;
import dev.classifine.script.ScriptArchive;
import dev.classifine.weights.TensorToWrite;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A program with its weights in one archive. */
final class TorchScriptFile {

  private final String className;
  private final String functions;
  private final List<TensorToWrite> tensors;
  private final ModuleNode root;
  private final ModuleClasses classes;

  /**
   * @param className what the archive's module is called
   * @param program has the function {@code logits}
   * @param tensors what the program's dictionary {@code w} holds
   */
  TorchScriptFile(String className, ProgramSource program, List<TensorToWrite> tensors) {
    this.className = className;
    this.functions = program.functions();
    this.tensors = tensors;
    this.root = ModuleNode.of(tensors);
    this.classes = new ModuleClasses(root);
  }

  /** Writes it, one tensor at a time. */
  void write(Path file) {
    WholeFile.write(
        file,
        channel -> {
          try (ScriptArchive archive = new ScriptArchive(stream(channel), "model")) {
            List<TensorToWrite> stored = new ArrayList<>();
            ModulePickle pickle = new ModulePickle();
            describe(pickle, className, root, stored);
            archive.addObject(pickle);
            archive.addSource("__torch__", functions + classifier());
            archive.addSource("__torch__." + ModuleClasses.NAMESPACE, classes.source());
            for (int key = 0; key < stored.size(); key++) {
              archive.addTensor(Integer.toString(key), stored.get(key).data().pieces());
            }
          }
        });
  }

  /** Closing it leaves the channel open, whose bytes are still to be forced to the disk. */
  private static OutputStream stream(FileChannel channel) {
    return new BufferedOutputStream(
        new FilterOutputStream(Channels.newOutputStream(channel)) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
          }

          @Override
          public void close() {}
        },
        1 << 16);
  }

  private void describe(
      ModulePickle pickle, String name, ModuleNode module, List<TensorToWrite> stored) {
    pickle.begin(name).attribute("training").flag(false);
    module
        .parameters()
        .forEach(
            (parameter, tensor) -> {
              pickle.attribute(parameter).tensor(Integer.toString(stored.size()), tensor.shape());
              stored.add(tensor);
            });
    module
        .modules()
        .forEach(
            (inner, child) -> {
              pickle.attribute(inner);
              describe(pickle, classes.name(child), child, stored);
            });
    pickle.end();
  }

  private String classifier() {
    String weights =
        tensors.stream()
            .map(TensorToWrite::name)
            .map(name -> "\"" + name + "\": " + ModuleClasses.read("self", name))
            .collect(Collectors.joining(",\n      "));
    return ProgramSource.of(
            TorchScriptFile.class,
            className,
            Map.of(
                "CLASS",
                className,
                "ATTRIBUTES",
                classes.attributes(root),
                "WEIGHTS",
                weights,
                "FIRST_WEIGHT",
                tensors.get(0).name()),
            "classifier.py")
        .text();
  }
}
