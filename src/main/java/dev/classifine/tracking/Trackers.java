package dev.classifine.tracking;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.train.TrainingCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trackers of a run. To be closed when the run ends, however it ends. */
public final class Trackers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);

  private final Path folder;
  private final List<GuardedTracker> trackers = new ArrayList<>();
  private RunEnd end = RunEnd.without(RunEnd.Status.FAILED);

  private Trackers(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks what was asked for, before anything of a run is read.
   *
   * @throws UsageException if there is no tracker of a name, or it lacks something
   * @throws ClassifineException if trackers on the class path cannot be loaded, or share a name
   */
  public static void check(ReportOptions options) {
    factories(options, System.getenv()).forEach(factory -> factory.check(options, System.getenv()));
  }

  /**
   * Begins the trackers that a run asks for; one that cannot begin is warned of and left out.
   *
   * @throws UsageException as {@link #check} does
   */
  public static Trackers begin(TrackerSettings settings) {
    Trackers trackers = new Trackers(settings.output());
    for (TrackerFactory factory : factories(settings.options(), settings.environment())) {
      GuardedTracker.create(factory, settings).ifPresent(trackers.trackers::add);
    }
    return trackers;
  }

  /** What is to hear of the training. */
  public List<? extends TrainingCallback> callbacks() {
    return List.copyOf(trackers);
  }

  /**
   * The run has its result, and its folder all its files.
   *
   * @param results its numbers
   */
  public void complete(Map<String, Object> results) {
    end = new RunEnd(RunEnd.Status.COMPLETE, results, files());
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !name(file).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{}: the trackers are not told its files: {}", folder, e.getMessage());
      return List.of();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The run was asked to end. */
  public void interrupted() {
    end = RunEnd.without(RunEnd.Status.INTERRUPTED);
  }

  /** Tells the trackers how the run ended: with an error where nothing else was said. */
  @Override
  public void close() {
    trackers.forEach(tracker -> tracker.close(end));
  }

  private static List<TrackerFactory> factories(
      ReportOptions options, Map<String, String> environment) {
    if (options.to().equals(List.of(ReportOptions.NONE))) {
      return List.of();
    }
    Map<String, TrackerFactory> available = available();
    if (options.to().equals(List.of(ReportOptions.ALL))) {
      return available.values().stream()
          .filter(factory -> factory.isConfigured(options, environment))
          .toList();
    }
    List<TrackerFactory> factories = new ArrayList<>();
    for (String name : options.to().stream().distinct().toList()) {
      TrackerFactory factory = available.get(name);
      if (factory == null) {
        throw new UsageException(
            "--report-to: there is no tracker called \""
                + name
                + "\". There are "
                + String.join(", ", available.keySet())
                + "; or give all, or none.");
      }
      factories.add(factory);
    }
    return factories;
  }

  /** All that are on the class path, by name. */
  private static Map<String, TrackerFactory> available() {
    Map<String, TrackerFactory> available = new TreeMap<>();
    try {
      for (TrackerFactory factory : ServiceLoader.load(TrackerFactory.class)) {
        TrackerFactory other = available.put(factory.name(), factory);
        if (other != null) {
          throw new ClassifineException(
              "Two trackers on the class path are called \""
                  + factory.name()
                  + "\": "
                  + other.getClass().getName()
                  + " and "
                  + factory.getClass().getName()
                  + ". Take one of them off the class path.");
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new ClassifineException(
          "A tracker on the class path cannot be loaded: "
              + e.getMessage()
              + ". Put its libraries on the class path, or take it off, or give --report-to none.",
          e);
    }
    return available;
  }
}
