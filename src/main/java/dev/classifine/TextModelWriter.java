package dev.classifine;

import dev.classifine.model.TextModel;
import dev.classifine.train.ModelWriter;
import java.nio.file.Path;

/** Writes a text model into a checkpoint: in float32, so that it can be gone on from exactly. */
record TextModelWriter(TextModel model) implements ModelWriter {

  @Override
  public void write(Path folder) {
    model.save(folder);
  }

  @Override
  public boolean holds(String parameter) {
    return model.options().lora().isEmpty();
  }
}
