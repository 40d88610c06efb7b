package dev.classifine.script;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * DJL's PyTorch engine, started once a process: thread count, devices that are really there, the
 * generator's seed.
 *
 * <p>Starting sets two of DJL's system properties where the user has not: no telemetry look-up, and
 * the executor of changing shapes.
 */
public final class NativeRuntime {

  private static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";
  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static boolean started;
  private static Tf32 tf32 = Tf32.UNCHANGED;

  private NativeRuntime() {}

  /** The engine, with libtorch loaded and its own choice of threads where none was set before. */
  public static Engine engine() {
    return start(0);
  }

  /**
   * Begins to load libtorch's libraries, so that {@link #start(int, Tf32)} finds them loaded. Only
   * what lies on this machine is loaded ahead: nothing is downloaded.
   *
   * @param tf32 as {@link #start(int, Tf32)}, which must be given the same
   * @throws UsageException as {@link #start(int, Tf32)}
   * @throws ClassifineException if the system has no way to set TF32; what is wrong with the
   *     libraries is left to {@link #start(int, Tf32)}
   */
  public static synchronized LoadingAhead loadAhead(Tf32 tf32) {
    setTf32(tf32);
    if (started) {
      return LoadingAhead.none();
    }
    setDefaults();
    return LoadingAhead.begin();
  }

  /**
   * Loads libtorch.
   *
   * @param threads how many threads one operation uses; 0 leaves it to libtorch (one for each
   *     core). libtorch takes this number once a process
   * @throws UsageException if the engine runs already with another number of threads
   * @throws ClassifineException if the native libraries cannot be loaded
   */
  public static Engine start(int threads) {
    return start(threads, Tf32.UNCHANGED);
  }

  /**
   * Loads libtorch.
   *
   * @param threads as {@link #start(int)}
   * @param tf32 whether products on GPUs may use TF32, which libtorch reads when it is loaded
   * @throws UsageException if the engine runs already with another number of threads, or was loaded
   *     before TF32 was set
   * @throws ClassifineException if the native libraries cannot be loaded, or the system has no way
   *     to set TF32
   */
  public static synchronized Engine start(int threads, Tf32 tf32) {
    if (threads < 0) {
      throw new UsageException(
          "--threads: "
              + threads
              + " is below 0. Give the number of threads, or 0 for one a core.");
    }
    setTf32(tf32);
    if (!started) {
      setDefaults();
      if (threads > 0) {
        System.setProperty(THREADS, Integer.toString(threads));
      }
    }
    try {
      MklKernels.choose();
      Engine engine = Engine.getEngine("PyTorch");
      if (threads > 0 && JniUtils.getNumThreads() != threads) {
        throw new UsageException(
            "--threads: libtorch runs in this process with "
                + JniUtils.getNumThreads()
                + " threads already, so "
                + threads
                + " cannot be set. Its thread count is fixed by its first use in a process.");
      }
      started = true;
      return engine;
    } catch (EngineException e) {
      throw new ClassifineException(
          "DJL's PyTorch engine cannot be loaded: "
              + rootMessage(e)
              + ". `classifine doctor` shows what is missing.",
          e);
    }
  }

  /** How many threads libtorch uses for one operation. */
  public static int threads() {
    engine();
    return JniUtils.getNumThreads();
  }

  /**
   * The device of a name.
   *
   * <p>GPUs are counted as CUDA does: from 0 among those that {@code CUDA_VISIBLE_DEVICES} names,
   * where it is set.
   *
   * @param name {@code cpu}, {@code cuda} (the first GPU) or {@code cuda:N}; null takes the first
   *     GPU where there is one and the processor otherwise
   * @throws UsageException if the name is none of these, or names several devices
   * @throws ClassifineException if that GPU is not usable: a run that was asked for one never goes
   *     to the processor
   */
  public static Device device(String name) {
    if (name == null) {
      return gpuCount() > 0 ? Device.gpu(0) : Device.cpu();
    }
    DeviceList list = DeviceList.of(name);
    if (list.size() > 1) {
      throw new UsageException(
          "--device: \""
              + name
              + "\" names "
              + list.size()
              + " devices. Only training runs on several; give one here, as in "
              + name(list.first())
              + ".");
    }
    return usable(list.first(), name);
  }

  /**
   * The devices of a list of names, to train on.
   *
   * @param names as {@link DeviceList#of} takes them; null takes one device as {@link #device} does
   * @throws UsageException if a name is none of a device, or the devices do not go together
   * @throws ClassifineException if a GPU is not usable
   */
  public static DeviceList devices(String names) {
    if (names == null) {
      return new DeviceList(List.of(device(null)));
    }
    DeviceList list = DeviceList.of(names);
    list.devices().forEach(device -> usable(device, list.size() > 1 ? name(device) : names));
    return list;
  }

  private static Device usable(Device device, String name) {
    if (!device.isGpu()) {
      return device;
    }
    int gpus = gpuCount();
    if (device.getDeviceId() >= gpus) {
      throw new ClassifineException(
          "--device: "
              + name
              + " was asked for, but libtorch "
              + Engine.getEngine("PyTorch").getVersion()
              + " finds "
              + (gpus == 0 ? "no usable GPU" : "only GPUs 0 to " + (gpus - 1))
              + visibleDevices()
              + ". Nothing was run on the processor instead. `classifine doctor --device "
              + name
              + "` says why; --device cpu runs on the processor.");
    }
    return device;
  }

  /** What the environment hides: CUDA counts the GPUs that are left from 0. */
  private static String visibleDevices() {
    String visible = System.getenv(VISIBLE_DEVICES);
    return visible == null ? "" : " (" + VISIBLE_DEVICES + " is \"" + visible + "\")";
  }

  /** The name of a device as the option writes it: {@code cpu} or {@code cuda:N}. */
  public static String name(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /** How many GPUs libtorch can use; 0 with a processor build of it. */
  public static int gpuCount() {
    Engine engine = engine();
    return engine.hasCapability("CUDA") ? engine.getGpuCount() : 0;
  }

  /**
   * Seeds libtorch's generators, of the processor and of GPUs, from a run's seed and a place in the
   * run. Since every forward pass starts from its own seed, no generator state has to be saved and
   * nothing drawn between passes matters.
   *
   * @param seed the run's seed
   * @param step the optimizer step
   * @param microBatch the pass within the step
   */
  public static void seed(long seed, long step, long microBatch) {
    JniUtils.setSeed(mix(mix(mix(seed) + step) + microBatch));
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): close inputs give unrelated outputs.
   */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static void setTf32(Tf32 wanted) {
    if (wanted == Tf32.UNCHANGED || wanted == tf32) {
      return;
    }
    if (started || isLoaded()) {
      throw new UsageException(
          "--tf32 "
              + wanted.id()
              + ": libtorch is loaded in this process already, and reads the setting only then."
              + " Set it before anything else uses libtorch.");
    }
    wanted.set();
    tf32 = wanted;
  }

  /** Whether others have loaded libtorch, where the system tells. */
  static boolean isLoaded() {
    try {
      return Files.isReadable(MAPS) && Files.readString(MAPS).contains("libtorch");
    } catch (IOException e) {
      throw new UncheckedIOException("Linux does not tell what this process has loaded", e);
    }
  }

  private static void setDefaults() {
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null && System.getenv(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
