package dev.classifine.hub;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The servers that one entry of {@code NO_PROXY} means: all ({@code *}), a name and what lies under
 * it, an address, or a network ({@code 10.0.0.0/8}); with a port ({@code host:8080}), those of that
 * port alone.
 *
 * @param name in small letters; not looked at where there is a network
 * @param network an address; empty for a name
 * @param bits how many bits an address must have in common with the network's
 * @param port -1 for any
 */
record DirectServers(String name, Optional<byte[]> network, int bits, int port) {

  private static final Pattern PORT = Pattern.compile("([^:]*|\\[.*\\]):(\\d{1,5})");
  private static final Pattern NETWORK = Pattern.compile("(.*)/(\\d{1,3})");

  /** What a name could not be: nothing is looked up. */
  private static final Pattern ADDRESS =
      Pattern.compile("((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)(\\.(?!$)|$)){4}|[0-9a-f.]*:[0-9a-f:.]*");

  static DirectServers of(String entry) {
    String host = entry.toLowerCase(Locale.ROOT);
    Matcher withPort = PORT.matcher(host);
    int port = -1;
    if (withPort.matches()) {
      host = withPort.group(1);
      port = Integer.parseInt(withPort.group(2));
    }
    Matcher withBits = NETWORK.matcher(host);
    Optional<byte[]> network = address(withBits.matches() ? withBits.group(1) : host);
    int all = network.map(address -> address.length * Byte.SIZE).orElse(0);
    int bits = withBits.matches() ? Math.min(all, Integer.parseInt(withBits.group(2))) : all;
    return new DirectServers(host.replaceFirst("^\\*?\\.", ""), network, bits, port);
  }

  /** Whether a server is one of them. */
  boolean include(URI server) {
    if (port >= 0 && port != HubHttp.port(server)) {
      return false;
    }
    String host = server.getHost().toLowerCase(Locale.ROOT);
    return network.isPresent()
        ? address(host).filter(this::isInNetwork).isPresent()
        : name.equals("*") || host.equals(name) || host.endsWith("." + name);
  }

  private boolean isInNetwork(byte[] address) {
    byte[] start = network.orElseThrow();
    BigInteger difference = new BigInteger(1, address).xor(new BigInteger(1, start));
    return address.length == start.length
        && difference.bitLength() <= address.length * Byte.SIZE - bits;
  }

  /** The bytes of an address that is written in numbers; an IPv6 one may stand in brackets. */
  private static Optional<byte[]> address(String host) {
    String bare = host.replaceAll("^\\[|\\]$", "");
    if (!ADDRESS.matcher(bare).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(bare).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
