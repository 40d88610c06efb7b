/**
 * Models from the Hugging Face hub, in the cache folder that Python's {@code huggingface_hub} uses
 * too: what one has fetched, the other finds. Start at {@link dev.classifine.hub.Hub}.
 *
 * <p>{@link dev.classifine.hub.HubModel} is the name of a model, {@link
 * dev.classifine.hub.HubSettings} says where the hub and the cache are. Only the files that a text
 * classifier needs are fetched: the configuration, the tokenizer and one form of the weights. What
 * a server sends is not trusted: names are checked before they become paths, lengths are bounded,
 * and a file gets its name in the cache only when its size and its hash are right.
 */
package dev.classifine.hub;
