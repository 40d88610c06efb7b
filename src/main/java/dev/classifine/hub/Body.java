package dev.classifine.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, piece by piece. Unlike the JDK's stream it does not wait for ever for a
 * server that has fallen silent.
 */
final class Body implements HttpResponse.BodySubscriber<Body>, AutoCloseable {

  /** What came: a list of buffers, an error, or the end. */
  private sealed interface Event permits Pieces, Failure, End {}

  private record Pieces(List<ByteBuffer> buffers) implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private record End() implements Event {}

  private final Duration patience;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private boolean ended;

  /**
   * @param patience how long to wait for the next piece
   */
  Body(Duration patience) {
    this.patience = patience;
  }

  /**
   * The next bytes.
   *
   * @return a buffer that is not empty, or null at the end
   * @throws IOException if the connection was cut or the server is silent
   */
  ByteBuffer next() throws IOException, InterruptedException {
    while (true) {
      ByteBuffer piece = pieces.poll();
      if (piece != null && piece.hasRemaining()) {
        return piece;
      }
      if (piece == null) {
        if (ended) {
          return null;
        }
        take(events.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
      }
    }
  }

  private void take(Event event) throws IOException {
    if (event == null) {
      throw new HttpTimeoutException("no more bytes came for " + patience.toSeconds() + " s");
    }
    if (event instanceof Failure failure) {
      String message = failure.cause.getMessage();
      throw new IOException(message == null ? "the connection was cut" : message, failure.cause);
    }
    if (event instanceof Pieces some) {
      pieces.addAll(some.buffers);
      subscription.join().request(1);
    } else {
      ended = true;
    }
  }

  /** Everything, or null if it is more than this many bytes. */
  byte[] all(int limit) throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece = next(); piece != null; piece = next()) {
      if (bytes.size() + (long) piece.remaining() > limit) {
        return null;
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.write(copy, 0, copy.length);
    }
    return bytes.toByteArray();
  }

  /** Wants no more. Unless all was read, the connection is closed. */
  @Override
  public void close() {
    subscription.thenAccept(Flow.Subscription::cancel);
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    if (subscription.complete(given)) {
      given.request(1);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Pieces(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failure(cause));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }
}
