package dev.classifine.maven;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/** How the settings want repositories to be reached: mirrors, proxies and credentials. */
final class AccessRules {

  private AccessRules() {}

  static void apply(MavenSettings settings, DefaultRepositorySystemSession session) {
    session.setMirrorSelector(mirrors(settings));
    session.setProxySelector(proxies(settings));
    session.setAuthenticationSelector(credentials(settings));
    for (Server server : settings.servers()) {
      if (server.getConfiguration() instanceof Xpp3Dom configuration) {
        configure(session, "." + server.getId(), configuration);
      }
    }
  }

  private static DefaultMirrorSelector mirrors(MavenSettings settings) {
    DefaultMirrorSelector selector = new DefaultMirrorSelector();
    for (Mirror mirror : settings.mirrors()) {
      selector.add(
          mirror.getId(),
          mirror.getUrl(),
          mirror.getLayout(),
          false,
          mirror.isBlocked(),
          mirror.getMirrorOf(),
          mirror.getMirrorOfLayouts());
    }
    return selector;
  }

  private static DefaultProxySelector proxies(MavenSettings settings) {
    DefaultProxySelector selector = new DefaultProxySelector();
    for (Proxy proxy : settings.proxies()) {
      selector.add(
          new org.eclipse.aether.repository.Proxy(
              proxy.getProtocol(),
              proxy.getHost(),
              proxy.getPort(),
              new AuthenticationBuilder()
                  .addUsername(proxy.getUsername())
                  .addPassword(proxy.getPassword())
                  .build()),
          proxy.getNonProxyHosts());
    }
    return selector;
  }

  private static DefaultAuthenticationSelector credentials(MavenSettings settings) {
    DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
    for (Server server : settings.servers()) {
      selector.add(
          server.getId(),
          new AuthenticationBuilder()
              .addUsername(server.getUsername())
              .addPassword(server.getPassword())
              .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
              .build());
    }
    return selector;
  }

  /** What Maven 3.9 takes from a server's configuration: tokens in headers, and time limits. */
  private static void configure(
      DefaultRepositorySystemSession session, String suffix, Xpp3Dom configuration) {
    Xpp3Dom properties = configuration.getChild("httpHeaders");
    if (properties != null) {
      Map<String, String> headers = new LinkedHashMap<>();
      for (Xpp3Dom property : properties.getChildren("property")) {
        headers.put(text(property, "name"), text(property, "value"));
      }
      session.setConfigProperty(ConfigurationProperties.HTTP_HEADERS + suffix, headers);
    }
    String connect = text(configuration, "connectTimeout");
    if (connect != null) {
      session.setConfigProperty(ConfigurationProperties.CONNECT_TIMEOUT + suffix, connect);
    }
    String request = text(configuration, "requestTimeout");
    if (request != null) {
      session.setConfigProperty(ConfigurationProperties.REQUEST_TIMEOUT + suffix, request);
    }
  }

  private static String text(Xpp3Dom element, String name) {
    Xpp3Dom child = element.getChild(name);
    return child == null ? null : child.getValue();
  }
}
