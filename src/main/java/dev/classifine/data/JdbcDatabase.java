package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A database and how to log in. Its text, {@link #toString}, holds neither the password nor any
 * property, and of the URL what stands before the parameters or a parenthesis.
 *
 * @param url as its driver has it: {@code jdbc:postgresql://host/database}
 * @param user null for none, or for one among the properties
 * @param password null for none, or for one among the properties
 * @param properties what else the driver is told
 */
public record JdbcDatabase(
    String url, String user, String password, Map<String, String> properties) {

  /** In parameters, among MySQL's keys of a host, or before the host. */
  private static final Pattern PASSWORD =
      Pattern.compile(
          "[?&;:,(]\\s*[\\w.-]*(password|passwd|pwd|pass)\\d*\\s*="
              + "|://[^/?@]*:[^/?@]*@"
              + "|:(thin|oci8?):[^/@]+/[^@]+@",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LOGIN = Pattern.compile("^(jdbc:[^@/]*[:/]+)[^@]*@");

  /**
   * Copies the properties.
   *
   * @throws UsageException if the URL is none of JDBC, or holds a password, which would be read in
   *     the list of processes
   */
  public JdbcDatabase {
    if (!url.startsWith("jdbc:")) {
      throw new UsageException(
          "--jdbc-url: does not begin with jdbc:. Give the URL that the database's driver takes, as"
              + " in jdbc:postgresql://localhost/tickets.");
    }
    if (PASSWORD.matcher(url).find()) {
      throw new UsageException(
          "--jdbc-url: holds a password, where others can read it. Put it into the environment"
              + " variable CLASSIFINE_JDBC_PASSWORD or into the file of --jdbc-properties.");
    }
    properties = Map.copyOf(properties);
  }

  /**
   * A database that asks for no login.
   *
   * @throws UsageException as the constructor
   */
  public static JdbcDatabase of(String url) {
    return new JdbcDatabase(url, null, null, Map.of());
  }

  /** The same with a login; null for none. */
  public JdbcDatabase withLogin(String name, String secret) {
    return new JdbcDatabase(url, name, secret, properties);
  }

  /** The same with other properties. */
  public JdbcDatabase withProperties(Map<String, String> values) {
    return new JdbcDatabase(url, user, password, values);
  }

  @Override
  public String toString() {
    return LOGIN.matcher(url.split("[?;(]", 2)[0]).replaceFirst("$1***@");
  }

  /** A message without what must not be read in it. */
  String cleaned(String message) {
    String cleaned = message.replace(url, toString());
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (property.getKey().toLowerCase(Locale.ROOT).contains("pass")) {
        cleaned = without(cleaned, property.getValue());
      }
    }
    return without(cleaned, password);
  }

  private static String without(String message, String secret) {
    return secret == null || secret.isBlank() ? message : message.replace(secret, "***");
  }
}
