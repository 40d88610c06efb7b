package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyVariablesTest {

  @TempDir Path folder;

  @Test
  void eachSchemeHasItsProxyButForSomeServers() {
    ProxySelector proxies =
        ProxyVariables.of(
                Map.of(
                    "HTTPS_PROXY", "http://secure:1",
                    "all_proxy", "any:2",
                    "NO_PROXY", "localhost, .inside.org,*.other.org"))
            .orElseThrow();
    assertEquals("[HTTP @ secure/<unresolved>:1]", at(proxies, "https://huggingface.co/x"));
    assertEquals("[HTTP @ any/<unresolved>:2]", at(proxies, "http://example.org"));
    assertEquals("[DIRECT]", at(proxies, "https://localhost:8080"));
    assertEquals("[DIRECT]", at(proxies, "https://hub.inside.org"));
    assertEquals("[DIRECT]", at(proxies, "https://inside.org"));
    assertEquals("[DIRECT]", at(proxies, "https://a.other.org"));
    assertEquals("[HTTP @ secure/<unresolved>:1]", at(proxies, "https://notinside.org"));
    assertTrue(ProxyVariables.of(Map.of("NO_PROXY", "*")).isEmpty());
  }

  @Test
  void whatIsNoProxyIsAnError() {
    for (String wrong : List.of("socks5://a:1", "http://", "a b", "http://me:secret@proxy:1")) {
      UsageException error =
          assertThrows(
              UsageException.class, () -> ProxyVariables.of(Map.of("HTTPS_PROXY", wrong)), wrong);
      assertTrue(error.getMessage().startsWith("HTTPS_PROXY: "), error.getMessage());
      assertTrue(!error.getMessage().contains("secret"), error.getMessage());
    }
  }

  @Test
  void requestsGoThroughTheProxy() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    proxy.start();
    try {
      HubSettings settings =
          HubSettings.from(
              Map.of(
                  "HF_HOME",
                  folder.toString(),
                  "HF_ENDPOINT",
                  "http://hub.invalid",
                  "http_proxy",
                  "127.0.0.1:" + proxy.getAddress().getPort()));
      Hub hub = new Hub(settings, HubProgress.NONE);
      assertThrows(ClassifineException.class, () -> hub.snapshot(new HubModel("org/name")));
      assertEquals(List.of("http://hub.invalid/api/models/org/name/revision/main"), asked);
    } finally {
      proxy.stop(0);
    }
  }

  private static String at(ProxySelector proxies, String address) {
    return proxies.select(URI.create(address)).toString();
  }
}
