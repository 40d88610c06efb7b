package dev.classifine.cli;

import dev.classifine.TextClassifier;
import dev.classifine.serve.ClassifierServer;
import dev.classifine.serve.ServeOptions;
import java.net.InetSocketAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classifine serve}. */
@Command(
    name = "serve",
    description = {
      "Classifies texts over HTTP: POST /predict takes {\"text\": \"...\"} or {\"texts\": [...]}.",
      "GET /health tells whether it is ready, GET /metrics its numbers for Prometheus. Ctrl-C or"
          + " SIGTERM ends it when what was accepted is answered."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ServeCommand extends ConsoleCommand {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A trained checkpoint.")
  private String model;

  @Mixin private ServeArguments serving = new ServeArguments();
  @Mixin private InferenceArguments inference = new InferenceArguments();

  @Override
  public Integer call() throws InterruptedException {
    ServeOptions options = serving.options();
    inference.check();
    try (TextClassifier classifier = inference.load(model)) {
      classifier.warmUp();
      try (ClassifierServer server = ClassifierServer.start(classifier, options)) {
        stop().begin("stopping; what was accepted is being answered ...");
        out().println("Serving " + model + " at " + url(server.address()) + "/predict");
        stop().await();
        int unfinished = server.stop();
        err().println("Stopped; requests that were cut off: " + unfinished);
        return unfinished == 0 ? 0 : 1;
      }
    }
  }

  private static String url(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host) // IPv6
        + ":"
        + address.getPort();
  }
}
