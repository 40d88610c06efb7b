package dev.classifine.cli;

import dev.classifine.data.DataLocation;
import dev.classifine.data.JdbcDatabase;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which database answers queries, as options. */
final class JdbcArguments {

  /** Where a password is not seen by other users, as it would be in an option. */
  static final String PASSWORD = "CLASSIFINE_JDBC_PASSWORD";

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description = {
        "The database that answers queries, as in jdbc:postgresql://localhost/tickets (default:"
            + " DuckDB, over files).",
        "Its driver's jar is taken from CLASSIFINE_CLASSPATH."
      })
  private String url;

  @Option(
      names = "--jdbc-user",
      paramLabel = "NAME",
      description = "Who logs in there, with the password in " + PASSWORD + ".")
  private String user;

  @Option(
      names = "--jdbc-properties",
      paramLabel = "FILE",
      description = "What else its driver is told: name=value on each line, password among them.")
  private Path properties;

  /** Where the rows are that a value names; null for null. */
  DataLocation location(String given) {
    return given == null ? null : DataLocation.of(given, database());
  }

  /**
   * The same for a command that reads nothing else.
   *
   * @throws UsageException if a database is named and not asked
   */
  DataLocation only(String given) {
    DataLocation location = location(given);
    check(location);
    return location;
  }

  /**
   * Checks that a database that is named is asked.
   *
   * @param locations all that is read; null for what is not
   */
  void check(DataLocation... locations) {
    if (url != null
        && Arrays.stream(locations)
            .filter(Objects::nonNull)
            .allMatch(location -> location.database().isEmpty())) {
      throw new UsageException(
          "--jdbc-url: was given, but nothing that is read is a query. Give one that begins with"
              + " SELECT or WITH in place of a file, or leave --jdbc-url out.");
    }
  }

  /**
   * Checks that no database is named, where nothing that is read can be a query.
   *
   * @throws UsageException if one is
   */
  void checkNone() {
    check();
    database(); // or how to log in, without one
  }

  private JdbcDatabase database() {
    if (url != null) {
      return JdbcDatabase.of(url)
          .withLogin(user, System.getenv(PASSWORD))
          .withProperties(properties == null ? Map.of() : read(properties));
    }
    if (user != null || properties != null) {
      throw new UsageException(
          (user != null ? "--jdbc-user" : "--jdbc-properties")
              + ": was given without a database. Name it with --jdbc-url.");
    }
    return null;
  }

  private static Map<String, String> read(Path file) {
    Properties values = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      values.load(in);
    } catch (IOException e) {
      throw new UsageException(
          "--jdbc-properties: " + file + " cannot be read: " + Reason.of(e) + ".", e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--jdbc-properties: "
              + file
              + " is not a file of properties in UTF-8: "
              + e.getMessage()
              + ".",
          e);
    }
    return values.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, values::getProperty));
  }
}
