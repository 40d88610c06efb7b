/**
 * The model card of a run, {@code README.md} beside its checkpoint: {@link
 * dev.classifine.card.ModelCard} makes it of what {@code run.json} tells.
 *
 * <p>Limits: what no run knows is left out, such as a licence and the language of the texts.
 */
package dev.classifine.card;
