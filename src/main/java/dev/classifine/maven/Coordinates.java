package dev.classifine.maven;

import java.nio.file.Path;

/** Which jar: group, artifact and version. */
public record Coordinates(String group, String artifact, String version) {

  /** The command with which Maven fetches the jar into the local repository. */
  public String fetchCommand() {
    return "mvn dependency:get -Dartifact=" + this + " -Dtransitive=false";
  }

  /** Where a local repository keeps the jar. */
  Path in(Path repository) {
    return repository
        .resolve(group.replace('.', '/'))
        .resolve(artifact)
        .resolve(version)
        .resolve(artifact + "-" + version + ".jar");
  }

  /** As Maven writes it, {@code group:artifact:version}. */
  @Override
  public String toString() {
    return group + ":" + artifact + ":" + version;
  }
}
