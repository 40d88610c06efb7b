package dev.classifine.tracking.mlflow;

import dev.classifine.error.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where MLflow keeps runs.
 *
 * @param server its address without credentials; null where it is a folder
 * @param credentials {@code user:password} of the address; null where it has none
 * @param folder null where it is a server
 */
record Place(URI server, String credentials, Path folder) {

  /**
   * What an address names.
   *
   * @param from the option or variable that it comes from
   * @throws UsageException if it names neither a server nor a folder
   */
  static Place of(String text, String from) {
    try {
      if (text.matches("(?i)https?://.*")) {
        return server(new URI(text));
      }
      if (text.matches("(?i)file:/.*")) {
        return new Place(null, null, Path.of(new URI(text)));
      }
      if (text.matches("(?i)file:.*")) {
        return new Place(null, null, Path.of(text.substring("file:".length())));
      }
      if (!text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) { // one letter is a drive
        return new Place(null, null, Path.of(text));
      }
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw wrong(text, from, e);
    }
    throw wrong(text, from, null);
  }

  private static Place server(URI uri) throws URISyntaxException {
    if (uri.getHost() == null) {
      throw new URISyntaxException(uri.toString(), "it has no host");
    }
    String path = uri.getPath().replaceAll("/+$", "");
    return new Place(
        new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), path, null, null),
        uri.getUserInfo(),
        null);
  }

  private static UsageException wrong(String text, String from, Exception cause) {
    return new UsageException(
        from
            + ": \""
            + text.replaceAll("//[^/@]*@", "//...@")
            + "\" names neither a tracking server nor a folder. It must be http://HOST:PORT,"
            + " https://HOST or file:FOLDER; for a database start `mlflow server"
            + " --backend-store-uri` and give the server's address.",
        cause);
  }

  /**
   * What keeps the runs there.
   *
   * @param limit for an answer of a server
   */
  MlflowStore store(Map<String, String> environment, Duration limit) {
    return server == null
        ? new FolderStore(folder.toAbsolutePath().normalize())
        : new RestStore(server, Authorization.of(credentials, environment), limit);
  }

  @Override
  public String toString() {
    return server == null ? folder.toAbsolutePath().normalize().toString() : server.toString();
  }
}
