/**
 * Texts as token ids: {@link dev.classifine.text.TextTokenizer} (Hugging Face's tokenizers by DJL's
 * binding) gives {@link dev.classifine.text.EncodedTexts}, compact in memory, from which {@link
 * dev.classifine.text.TokenBatch} makes a program's inputs; {@link dev.classifine.text.TokenCache}
 * keeps them on disk.
 *
 * <p>Limits: a text is truncated on the right, or on the left where {@code truncation_side} in
 * {@code tokenizer_config.json} says so, of a pair the longer one first; padding is always on the
 * right. A lone surrogate, which no UTF-8 text can hold, becomes U+FFFD.
 */
package dev.classifine.text;
