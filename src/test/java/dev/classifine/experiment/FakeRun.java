package dev.classifine.experiment;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A process that does what its first argument says, in place of a training. */
final class FakeRun {

  private static final String DO = "--do=";

  private FakeRun() {}

  /**
   * Runs.
   *
   * @param args an action with its arguments, or {@code "--do=ACTION ARGUMENTS"}: {@code exit CODE
   *     TEXT}, {@code kill SIGNAL}, {@code done}, {@code hangs}, {@code asked} (waits for the end
   *     of its input and ends as a training that saved) or {@code signalled} (ends so at once), and
   *     what the launcher adds
   */
  public static void main(String[] args) throws Exception {
    System.out.println("arguments " + String.join(" ", args));
    System.out.println("step 3/9  epoch 0.33  loss 0.6931  lr 5.00e-05  7.5 samples/s  0:42 left");
    System.out.println("step 4/9  saved runs/checkpoint-4");
    String[] action = args[0].startsWith(DO) ? args[0].substring(DO.length()).split(" ", 3) : args;
    switch (action[0]) {
      case "exit" -> {
        System.err.println(action[2]);
        System.exit(Integer.parseInt(action[1]));
      }
      case "kill" -> kill(action[1]);
      case "done" -> write(args);
      case "hangs" -> Thread.sleep(600_000); // killed long before
      case "asked" -> {
        System.in.transferTo(OutputStream.nullOutputStream());
        interrupted();
      }
      default -> interrupted();
    }
  }

  private static void interrupted() {
    System.out.println("Interrupted after step 4. The same command with --resume goes on from");
    System.exit(130);
  }

  private static void kill(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, "" + ProcessHandle.current().pid()).start().waitFor();
    Thread.sleep(60_000); // not reached by far
  }

  private static void write(String[] args) throws IOException {
    List<String> all = Arrays.asList(args);
    Path folder = Path.of(all.get(all.indexOf("--output") + 1));
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("all_results.json"), "{\"eval_accuracy\": 0.75, \"train_loss\": null}");
  }
}
