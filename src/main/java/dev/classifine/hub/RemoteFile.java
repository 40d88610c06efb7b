package dev.classifine.hub;

/**
 * A file of a model, as the hub describes it.
 *
 * @param name a plain file name
 * @param commit the state of the repository that it belongs to
 * @param size in bytes, or -1 if the hub did not say
 */
record RemoteFile(String name, String commit, Etag etag, long size) {}
