package dev.classifine.tracking.mlflow;

import dev.classifine.io.Folders;
import dev.classifine.io.WholeFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder in the layout of MLflow's file store: {@code EXPERIMENT/RUN/} with {@code meta.yaml}, a
 * file for each param, tag and metric, and a line {@code TIME VALUE STEP} for each value of a
 * metric.
 */
final class FolderStore implements MlflowStore {

  private static final String META = "meta.yaml";
  private static final String METRICS = "metrics";
  private static final String DEFAULT = "Default";

  private final Path root;

  FolderStore(Path root) {
    this.root = root;
  }

  @Override
  public String experiment(String name) throws IOException {
    Files.createDirectories(root);
    for (String id : Folders.names(root)) {
      Path meta = root.resolve(id).resolve(META);
      if (Files.isRegularFile(meta) && name.equals(MetaFile.read(meta).get("name"))) {
        return id;
      }
    }
    String id = name.equals(DEFAULT) ? "0" : newId(name);
    long now = System.currentTimeMillis();
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_location", uri(root.resolve(id)));
    meta.put("creation_time", now);
    meta.put("experiment_id", id);
    meta.put("last_update_time", now);
    meta.put("lifecycle_stage", "active");
    meta.put("name", name);
    MetaFile.write(root.resolve(id).resolve(META), meta);
    return id;
  }

  /** Digits; the same for all runs that make the experiment at once. */
  private static String newId(String name) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return Long.toString(hash.getMostSignificantBits() >>> 4);
  }

  @Override
  public RunId createRun(String experiment, String name, long start, Map<String, String> tags)
      throws IOException {
    RunId run = new RunId(experiment, UUID.randomUUID().toString().replace("-", ""));
    Path folder = folder(run);
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_uri", uri(folder.resolve("artifacts")));
    meta.put("end_time", null);
    meta.put("entry_point_name", "");
    meta.put("experiment_id", experiment);
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", run.run());
    meta.put("run_name", name);
    meta.put("run_uuid", run.run());
    meta.put("source_name", "");
    meta.put("source_type", 4); // local
    meta.put("source_version", "");
    meta.put("start_time", start);
    meta.put("status", RunStatus.RUNNING.number());
    meta.put("tags", List.of());
    meta.put("user_id", System.getProperty("user.name", ""));
    for (String part : List.of(METRICS, "params", "tags", "artifacts")) {
      Files.createDirectories(folder.resolve(part));
    }
    tags(run, tags);
    MetaFile.write(folder.resolve(META), meta); // last: it makes the folder a run
    return run;
  }

  @Override
  public Optional<Map<String, Long>> resume(RunId run, long step) throws IOException {
    if (!Files.isRegularFile(folder(run).resolve(META))) {
      return Optional.empty();
    }
    status(run, RunStatus.RUNNING, null);
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder(run).resolve(METRICS))) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      cut(file, step);
    }
    return Optional.of(Map.of());
  }

  /** Leaves a metric's lines up to a step; a file without any would be an error for MLflow. */
  private static void cut(Path file, long step) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ");
      if (parts.length == 3
          && parts[2].matches("[0-9]{1,18}")
          && Long.parseLong(parts[2]) <= step) {
        kept.add(line + "\n");
      }
    }
    if (kept.isEmpty()) {
      Files.delete(file);
    } else {
      WholeFile.write(file, String.join("", kept));
    }
  }

  @Override
  public void metrics(RunId run, List<Point> points) throws IOException {
    for (Point point : points) {
      Path file = folder(run).resolve(METRICS).resolve(point.key());
      Files.createDirectories(file.getParent());
      String line = point.time() + " " + point.value() + " " + point.step() + "\n";
      try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void params(RunId run, Map<String, String> params) {
    params.forEach(
        (name, value) -> WholeFile.write(folder(run).resolve("params").resolve(name), value));
  }

  @Override
  public void tags(RunId run, Map<String, String> tags) {
    tags.forEach(
        (name, value) -> WholeFile.write(folder(run).resolve("tags").resolve(name), value));
  }

  @Override
  public void end(RunId run, RunStatus status, long time) throws IOException {
    status(run, status, time);
  }

  private void status(RunId run, RunStatus status, Long end) throws IOException {
    Path file = folder(run).resolve(META);
    Map<String, Object> meta = MetaFile.read(file);
    meta.put("status", status.number());
    meta.put("end_time", end);
    MetaFile.write(file, meta);
  }

  private Path folder(RunId run) {
    return root.resolve(run.experiment()).resolve(run.run());
  }

  /** With three slashes, as MLflow writes it. */
  private static String uri(Path folder) {
    return "file://" + folder.toUri().getRawPath().replaceAll("/$", "");
  }
}
