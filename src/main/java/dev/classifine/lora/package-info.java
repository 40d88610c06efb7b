/**
 * Low-rank adaptation (Hu et al. 2021): its options, its arithmetic, and adapters as Python's PEFT
 * writes and reads them. {@link dev.classifine.lora.Adapter} reads one, {@link
 * dev.classifine.lora.AdaptedTensors} gives a base model's weights with an adapter merged into
 * them, {@link dev.classifine.lora.AdapterConfig} is the description that both sides share.
 *
 * <p>Not supported: updates of embeddings and convolutions, ranks or alphas that differ by layer,
 * DoRA and PEFT's other variants.
 */
package dev.classifine.lora;
