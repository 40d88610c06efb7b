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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "hub:8080, http://hub:8080/x, true",
    "hub:8080, http://hub:8081/x, false",
    "hub:443, https://hub/x, true",
    "hub:443, http://hub/x, false",
    ".inside.org:80, http://hub.inside.org/x, true",
    "HUB, http://hub:1/x, true",
    "10.0.0.0/8, http://10.1.2.3/x, true",
    "10.0.0.0/8, http://11.1.2.3/x, false",
    "192.168.128.0/17, http://192.168.200.1/x, true",
    "192.168.128.0/17, http://192.168.100.1/x, false",
    "10.0.0.0/8:8080, http://10.1.2.3:8080/x, true",
    "10.0.0.0/8, http://10.example.org/x, false",
    "127.0.0.1, http://127.0.0.1:1/x, true",
    "127.0.0.1, http://127.0.0.2:1/x, false",
    "::1, http://[::1]:8080/x, true",
    "[::1]:8080, http://[0:0:0:0:0:0:0:1]:8080/x, true",
    "[::1]:8080, http://[::1]:8081/x, false",
    "fd00::/8, http://[fd12::1]/x, true",
    "fd00::/8, http://[fe80::1]/x, false",
    "fd00::/8, http://10.0.0.1/x, false",
    "0.0.0.0/0, http://1.2.3.4/x, true",
    "10.0.0.0/x, http://10.0.0.1/x, false",
    "*, http://[::1]/x, true"
  })
  void aServerIsExceptedByNamePortOrNetwork(String entry, String address, boolean direct) {
    ProxySelector proxies =
        ProxyVariables.of(Map.of("ALL_PROXY", "any:1", "NO_PROXY", "other, " + entry))
            .orElseThrow();
    assertEquals(direct ? "[DIRECT]" : "[HTTP @ any/<unresolved>:1]", at(proxies, address), entry);
  }

  @Test
  void theProxyOfAllSchemesIsReadOnlyWhereASchemeHasNone() {
    String socks = "socks5://any:1080";
    Map<String, String> both =
        Map.of("HTTPS_PROXY", "a:1", "http_proxy", "b:2", "ALL_PROXY", socks);
    ProxySelector proxies = ProxyVariables.of(both).orElseThrow();
    assertEquals("[HTTP @ a/<unresolved>:1]", at(proxies, "https://huggingface.co"));
    assertEquals("[HTTP @ b/<unresolved>:2]", at(proxies, "http://example.org"));
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> ProxyVariables.of(Map.of("HTTPS_PROXY", "a:1", "ALL_PROXY", socks)));
    assertTrue(error.getMessage().startsWith("ALL_PROXY: "), error.getMessage());
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
