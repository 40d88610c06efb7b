package dev.classifine.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server on the loopback interface with a cluster in a temporary folder, by the
 * programs of this machine. They refuse to run as root; then they run as the user {@code postgres}.
 */
final class PostgresServer {

  static final String USER = "classifine";
  static final String PASSWORD = "of this test";

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final boolean ROOT = System.getProperty("user.name").equals("root");
  private static final long LONGEST_SECONDS = 120;

  private final Path programs;
  private final Path cluster;
  private final int port;

  private PostgresServer(Path programs, Path cluster, int port) {
    this.programs = programs;
    this.cluster = cluster;
    this.port = port;
  }

  /** Makes a cluster in a folder, and starts it. */
  static PostgresServer start(Path folder) throws IOException, InterruptedException {
    Path cluster = folder.resolve("cluster");
    PostgresServer server = new PostgresServer(programs(), cluster, freePort());
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    server.run(
        folder,
        "initdb",
        "-D",
        cluster.toString(),
        "-U",
        USER,
        "-E",
        "UTF8",
        "--locale=C",
        "-A",
        "scram-sha-256",
        "--pwfile=" + password,
        "--no-sync");
    String options = "-p " + server.port + " -h 127.0.0.1 -k " + folder + " -c fsync=off";
    server.run(
        folder,
        "pg_ctl",
        "-D",
        cluster.toString(),
        "-w",
        "-t",
        "100",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        options,
        "start");
    return server;
  }

  /** The URL of its database. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Stops it, and removes the cluster, which another user owns. */
  void stop() throws IOException, InterruptedException {
    Path folder = cluster.getParent();
    run(folder, "pg_ctl", "-D", cluster.toString(), "-w", "-m", "immediate", "stop");
  }

  private void run(Path folder, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    Path output = folder.resolve(program + ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IllegalStateException(command + " failed: " + Files.readString(output));
    }
  }

  /** The newest version that Debian's packages have put on this machine. */
  private static Path programs() throws IOException {
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        List<Path> found =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .sorted(Comparator.comparing(Path::toString).reversed())
                .toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    throw new IllegalStateException(
        "There is no PostgreSQL under "
            + DEBIAN
            + ", which the profile postgres needs. Install it: apt-get install postgresql");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
