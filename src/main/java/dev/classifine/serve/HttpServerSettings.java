package dev.classifine.serve;

/**
 * The settings that the JDK's HTTP server reads from system properties, once in a process, when the
 * first such server is made. Those that are set already stay.
 */
final class HttpServerSettings {

  private static final int SECONDS_TO_ANSWER = 300;

  private HttpServerSettings() {}

  /** Sets them for the options. */
  static void set(ServeOptions options) {
    // By default a client may send a byte now and then, and keep a thread for ever.
    set("sun.net.httpserver.maxReqTime", options.readTimeout().toSeconds());
    set("sun.net.httpserver.maxRspTime", SECONDS_TO_ANSWER);
    set("jdk.httpserver.maxConnections", options.limits().connections());
    set("sun.net.httpserver.maxIdleConnections", options.limits().connections());
    // Head and body are two packets: the second must not wait until the first is acknowledged.
    setIfMissing("sun.net.httpserver.nodelay", "true");
  }

  private static void set(String property, long value) {
    setIfMissing(property, Long.toString(value));
  }

  private static void setIfMissing(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
