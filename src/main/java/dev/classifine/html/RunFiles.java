package dev.classifine.html;

import com.google.gson.JsonNull;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a complete run that its page is made of.
 *
 * @param name what the run is called on a page: its folder
 * @param run {@code run.json}
 * @param results {@code all_results.json}
 * @param state {@code trainer_state.json}
 * @param report {@code report.json}; null inside where the run wrote none
 */
public record RunFiles(String name, Node run, Node results, Node state, Node report) {

  /** What the page shows and no other file of the run holds. */
  public static final String REPORT = "report.json";

  /** The page. */
  public static final String PAGE = "report.html";

  private static final String RUN = "run.json";

  /**
   * Reads them.
   *
   * @param folder the output folder of a run
   * @throws UsageException if it is no run's folder
   * @throws ClassifineException if the run is not complete, or a file is missing or damaged
   */
  public static RunFiles read(Path folder) {
    if (!Files.isRegularFile(folder.resolve(RUN))) {
      throw new UsageException(
          folder
              + ": is no folder of a run: it has no "
              + RUN
              + ". Name the output folder of a training.");
    }
    Node run = file(folder, RUN);
    String status = run.get("status").text();
    if (!"complete".equals(status)) {
      throw new ClassifineException(
          folder
              + ": the run is "
              + (status == null ? "not known to be complete" : status)
              + ", so that there are no results to show. Go on with it by --resume first.");
    }
    boolean reported = Files.exists(folder.resolve(REPORT));
    return new RunFiles(
        name(folder),
        run,
        file(folder, "all_results.json"),
        file(folder, "trainer_state.json"),
        reported ? file(folder, REPORT) : new Node(JsonNull.INSTANCE, REPORT));
  }

  private static Node file(Path folder, String name) {
    Path file = folder.resolve(name);
    return new Node(Json.readObject(file), file.toString());
  }

  private static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }
}
