package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.serve.RawConnection;
import dev.classifine.serve.ServerClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code classifine serve} in a process of its own. */
@Timeout(240)
class ServeCommandTest {

  private static final String ONE = "{\"text\":\"who was it ?\"}";

  @TempDir private Path folder;

  private ForkedRun start(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("serve", "--model", TinyRuns.MODEL, "--port", "0", "--device", "cpu"));
    arguments.addAll(List.of(more));
    ForkedRun run = ForkedRun.start(folder.resolve("log"), arguments);
    run.awaits(() -> run.printed().contains("/predict"));
    return run;
  }

  private static InetSocketAddress address(ForkedRun run) {
    Matcher url =
        Pattern.compile("at http://127\\.0\\.0\\.1:([0-9]+)/predict").matcher(run.printed());
    assertTrue(url.find(), run.printed());
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(url.group(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItWhenWhatWasAcceptedIsAnswered(String signal) throws Exception {
    // The texts wait for others, in vain: so they are accepted and not computed when it comes.
    try (ForkedRun run = start("--max-wait", "60000")) {
      ServerClient client = new ServerClient(address(run));
      List<CompletableFuture<HttpResponse<String>>> accepted =
          List.of(client.begin(ONE), client.begin("{\"texts\":[\"oslo\",\"lima\"]}"));
      while (client.metric("classifine_queue_length") != 3) {
        Thread.sleep(5);
      }
      run.signal(signal);
      for (CompletableFuture<HttpResponse<String>> request : accepted) {
        assertEquals(200, request.join().statusCode());
      }
      String printed = run.ends(0);
      assertTrue(
          printed.contains("classifine: stopping; what was accepted is being answered ..."),
          printed);
      assertTrue(printed.contains("Stopped; requests that were cut off: 0"), printed);
    }
  }

  @Test
  void clientsThatNeverEndTheirRequestsAreClosedAndKeepNobodyWaiting() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try (ForkedRun run = start("--read-timeout", "1", "--max-connections", "16")) {
      ServerClient client = new ServerClient(address(run));
      assertEquals(200, client.post(ONE).statusCode());
      for (int i = 0; i < 12; i++) {
        String head =
            "POST /predict HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n";
        slow.add(new RawConnection(address(run)).send(i % 2 == 0 ? head : head + "\r\n{\"text\":"));
      }
      assertEquals(200, client.post(ONE).statusCode());
      for (RawConnection connection : slow) {
        assertFalse(connection.readAll().contains(" 200 "));
      }
      assertEquals(200, client.post(ONE).statusCode());
      run.signal("TERM");
      run.ends(0);
    } finally {
      for (RawConnection connection : slow) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port | 70000 | --port: 70000 is out of range.",
        "--max-batch | 0 | --max-batch: 0 is out of range.",
        "--max-wait | 60001 | --max-wait: 60001 ms is out of range.",
        "--max-queue | 10 | --max-queue: 10 texts are fewer than the 128",
        "--max-body | much | --max-body: \"much\" is no size.",
        "--max-texts | 0 | --max-texts: 0 is out of range.",
        "--read-timeout | 0 | --read-timeout: 0 seconds are out of range.",
        "--host | no.such.host.invalid | --host: \"no.such.host.invalid\" is not known.",
      })
  void aWrongOptionIsToldByItsName(String option, String value, String begin) {
    CommandLineRunner run =
        CommandLineRunner.run("serve", "--model", TinyRuns.MODEL, "--device", "cpu", option, value);
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("classifine: " + begin), run.toString());
  }

  @Test
  void aPortThatIsTakenEndsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      CommandLineRunner run =
          CommandLineRunner.run(
              "serve",
              "--model",
              TinyRuns.MODEL,
              "--device",
              "cpu",
              "--port",
              "" + taken.getLocalPort());
      assertEquals(1, run.code(), run.toString());
      assertTrue(run.err().contains("cannot be listened on: Address already in use"), run.err());
    }
  }
}
