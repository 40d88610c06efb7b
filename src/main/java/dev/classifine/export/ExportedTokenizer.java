package dev.classifine.export;

import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.model.TextModel;
import dev.classifine.text.TokenizerFiles;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's tokenizer for programs that read {@code tokenizer.json} alone.
 *
 * @param files as the checkpoint has them
 * @param length the most tokens of a text
 * @param json the content of {@code tokenizer.json}
 */
record ExportedTokenizer(TokenizerFiles files, int length, String json) {

  static ExportedTokenizer of(TextModel model) {
    Map<String, byte[]> contents =
        model.tokenizerFiles().stream()
            .collect(Collectors.toMap(NamedFile::name, NamedFile::content));
    TokenizerFiles files =
        new TokenizerFiles(contents::get, model.djl().getName(), model.config().modelType());
    int length = Math.min(model.maxTokens(), files.maxLength());
    return new ExportedTokenizer(files, length, ServingTokenizer.json(files, length));
  }
}
