package dev.classifine.script;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The devices that a model is trained on, a replica on each. Reading it loads nothing: whether they
 * are there is what {@link NativeRuntime} tells.
 *
 * @param devices at least one; the processor, any number of times, or GPUs, each once. The model
 *     itself is on the first
 */
public record DeviceList(List<Device> devices) {

  private static final Pattern CUDA = Pattern.compile("(?:cuda|gpu)(?::(\\d{1,6}))?");

  /**
   * @throws UsageException if the list is empty, mixes the processor with GPUs, or has a GPU twice
   */
  public DeviceList {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new UsageException("--device: no device is named. Give at least one.");
    }
    if (devices.stream().map(Device::isGpu).distinct().count() > 1) {
      throw new UsageException(
          "--device: "
              + names(devices)
              + " mixes the processor with GPUs, which would wait for it in every step. Name GPUs"
              + " only, as in cuda:0,cuda:1, or cpu only.");
    }
    Set<Device> gpus = new HashSet<>();
    for (Device device : devices) {
      if (device.isGpu() && !gpus.add(device)) {
        throw new UsageException(
            "--device: "
                + names(devices)
                + " has "
                + NativeRuntime.name(device)
                + " twice. A GPU holds one replica of the model: name each GPU once, and give it"
                + " more rows with --batch-size.");
      }
    }
  }

  /**
   * Reads names.
   *
   * @param names {@code cpu}, {@code cuda} (the first GPU) or {@code cuda:N}, with commas between
   *     them
   * @throws UsageException if one is none of these, or they do not go together
   */
  public static DeviceList of(String names) {
    List<Device> devices = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      devices.add(parse(name.strip()));
    }
    return new DeviceList(devices);
  }

  private static Device parse(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new UsageException(
          "--device: \""
              + name
              + "\" is not a device. It must be cpu, cuda or cuda:N, as in cuda:0.");
    }
    return Device.gpu(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }

  /** The device of the model itself, on which everything but training steps runs. */
  public Device first() {
    return devices.get(0);
  }

  /** How many there are. */
  public int size() {
    return devices.size();
  }

  /** The names as the option writes them: {@code cuda:0,cuda:1}. */
  @Override
  public String toString() {
    return names(devices);
  }

  private static String names(List<Device> devices) {
    return devices.stream().map(NativeRuntime::name).collect(Collectors.joining(","));
  }

  /**
   * Checks that the first device is the model's.
   *
   * @throws UsageException if it is another
   */
  public void checkFirst(Device own) {
    if (!first().equals(own)) {
      throw new UsageException(
          "--device: "
              + this
              + " begins with another device than the model's, which is "
              + NativeRuntime.name(own)
              + ". Name the model's first, or load the model there.");
    }
  }
}
