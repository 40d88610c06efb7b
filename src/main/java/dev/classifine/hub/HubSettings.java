package dev.classifine.hub;

import dev.classifine.error.UsageException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub and the cache are, and as whom to ask. The environment variables are those of
 * Python's {@code huggingface_hub}, with the same defaults.
 *
 * @param cache the folder that holds one folder for each model
 * @param token what to show to the hub as proof of who asks; sent to the endpoint only
 * @param endpoint the address of the hub, without a slash at its end
 * @param offline whether only the cache may be used
 * @param etagTimeout how long to wait for an answer about a model or a file
 * @param downloadTimeout how long to wait for the next piece of a file
 * @param proxies the way to the servers, where the environment names one
 */
public record HubSettings(
    Path cache,
    Optional<String> token,
    URI endpoint,
    boolean offline,
    Duration etagTimeout,
    Duration downloadTimeout,
    Optional<ProxySelector> proxies) {

  /** Without proxies of its own: those of the JDK's system properties. */
  public HubSettings(
      Path cache,
      Optional<String> token,
      URI endpoint,
      boolean offline,
      Duration etagTimeout,
      Duration downloadTimeout) {
    this(cache, token, endpoint, offline, etagTimeout, downloadTimeout, Optional.empty());
  }

  /**
   * Checks the address.
   *
   * @throws UsageException if the endpoint is not the address of a server
   */
  public HubSettings {
    boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (!web
        || endpoint.getHost() == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null) {
      throw new UsageException(
          "HF_ENDPOINT: the address of a hub is such as https://huggingface.co, without a user, a"
              + " query or a fragment"
              + (endpoint.getRawUserInfo() == null ? ", not \"" + endpoint + "\"." : "."));
    }
    String text = endpoint.toString();
    endpoint = URI.create(text.replaceAll("/+$", ""));
  }

  /**
   * The settings of this process.
   *
   * @throws UsageException if a variable's value cannot be used
   */
  public static HubSettings fromEnvironment() {
    return from(System.getenv());
  }

  /**
   * The settings that these environment variables make.
   *
   * @throws UsageException if a variable's value cannot be used
   */
  public static HubSettings from(Map<String, String> environment) {
    return new HubEnvironment(environment).settings();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "HubSettings[cache="
        + cache
        + ", token="
        + (token.isPresent() ? "given" : "none")
        + ", endpoint="
        + endpoint
        + ", offline="
        + offline
        + "]";
  }
}
