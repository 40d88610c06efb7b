package dev.classifine.hub;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies of {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code ALL_PROXY}, but for the servers
 * of {@code NO_PROXY}; each also in small letters, as curl and Python read them.
 */
final class ProxyVariables extends ProxySelector {

  private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);
  private static final int DEFAULT_PORT = 80;

  private final Map<String, Proxy> byScheme;
  private final List<DirectServers> direct;

  private ProxyVariables(Map<String, Proxy> byScheme, List<DirectServers> direct) {
    this.byScheme = byScheme;
    this.direct = direct;
  }

  /**
   * The proxies, where a variable names one.
   *
   * @throws UsageException if it is not the address of one
   */
  static Optional<ProxySelector> of(Map<String, String> environment) {
    Map<String, Proxy> byScheme = new LinkedHashMap<>();
    for (String scheme : List.of("https", "http")) {
      Stream.of(scheme + "_proxy", "all_proxy")
          .filter(name -> !value(environment, name).isEmpty())
          .findFirst()
          .ifPresent(name -> byScheme.put(scheme, proxy(name, value(environment, name))));
    }
    List<DirectServers> direct =
        Stream.of(value(environment, "no_proxy").split("[,\\s]+"))
            .filter(entry -> !entry.isEmpty())
            .map(DirectServers::of)
            .toList();
    return byScheme.isEmpty()
        ? Optional.empty()
        : Optional.of(new ProxyVariables(byScheme, direct));
  }

  @Override
  public List<Proxy> select(URI uri) {
    Proxy proxy = byScheme.get(uri.getScheme());
    boolean excepted = direct.stream().anyMatch(servers -> servers.include(uri));
    return proxy == null || excepted ? NONE : List.of(proxy);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress proxy, IOException problem) {
    // The request fails with the same problem.
  }

  private static String value(Map<String, String> environment, String name) {
    String small = environment.getOrDefault(name, "");
    return (small.isBlank() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : small)
        .strip();
  }

  private static Proxy proxy(String name, String value) {
    String variable = name.toUpperCase(Locale.ROOT);
    URI uri;
    try {
      uri = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      throw wrong(variable, e);
    }
    if (uri.getHost() == null || !uri.getScheme().equalsIgnoreCase("http")) {
      throw wrong(variable, null);
    }
    if (uri.getRawUserInfo() != null) {
      throw new UsageException(
          variable
              + ": a proxy with a user and a password is not supported. Name one without, or give"
              + " the folder of a model.");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  private static UsageException wrong(String variable, Exception cause) {
    return new UsageException(
        variable + ": must be the address of an HTTP proxy, such as http://proxy:3128.", cause);
  }
}
