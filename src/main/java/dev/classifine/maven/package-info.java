/**
 * Jars from Maven's repositories, as Maven itself would find them: {@link
 * dev.classifine.maven.ArtifactResolver} reads Maven's settings, looks into the local repository
 * and asks the remote ones. Maven's libraries are used here and nowhere else, and are loaded only
 * when a jar is asked for.
 */
package dev.classifine.maven;
