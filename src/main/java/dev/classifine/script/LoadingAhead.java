package dev.classifine.script;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Platform;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch's libraries on their way into the process, loaded by a thread of their own while others
 * do what needs no tensors yet: that takes a third of a second, most of it in the system's linker.
 *
 * <p>Only libraries are loaded: the engine is for {@link NativeRuntime#start} to make, since what
 * it sets holds for the thread that makes it alone. An error is left to it as well, which meets it
 * again and tells it. The thread is waited for at the latest in {@link #close}, so that no process
 * ends while it loads.
 */
public final class LoadingAhead implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoadingAhead.class);
  private static final String ENGINE = "pytorch";

  private final CompletableFuture<Void> loading;

  private LoadingAhead(CompletableFuture<Void> loading) {
    this.loading = loading;
  }

  /** Nothing to wait for. */
  static LoadingAhead none() {
    return new LoadingAhead(CompletableFuture.completedFuture(null));
  }

  /** Begins. */
  static LoadingAhead begin() {
    return new LoadingAhead(
        CompletableFuture.runAsync(
            LoadingAhead::load, task -> new Thread(task, "classifine-libtorch").start()));
  }

  private static void load() {
    Engine.hasEngine("PyTorch"); // looks through the class path for engines
    if (areAtHand()) {
      MklKernels.choose();
      LibUtils.loadLibrary();
    }
  }

  /** A download is left to the moment when it is needed, and when it can be told. */
  private static boolean areAtHand() {
    return System.getenv("PYTORCH_LIBRARY_PATH") != null
        || System.getenv("PYTORCH_VERSION") == null
            && System.getProperty("PYTORCH_VERSION") == null
            && !Platform.detectPlatform(ENGINE).isPlaceholder();
  }

  /** Waits until the libraries are loaded, or cannot be. */
  public void await() {
    loading
        .exceptionally(
            error -> {
              LOG.debug("libtorch was not loaded ahead", error);
              return null;
            })
        .join();
  }

  @Override
  public void close() {
    await();
  }
}
