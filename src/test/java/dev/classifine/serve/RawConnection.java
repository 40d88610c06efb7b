package dev.classifine.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection on which anything can be sent, however wrong. */
public final class RawConnection implements AutoCloseable {

  private static final int LONGEST_MILLIS = 60_000;

  private final Socket socket = new Socket();

  public RawConnection(InetSocketAddress address) throws IOException {
    socket.connect(address, LONGEST_MILLIS);
    socket.setSoTimeout(LONGEST_MILLIS);
  }

  public RawConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  public RawConnection sendBytes(int... bytes) throws IOException {
    for (int value : bytes) {
      socket.getOutputStream().write(value);
    }
    return this;
  }

  /** Tells the server that nothing more comes. */
  public RawConnection endOfInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Everything until the server closes. */
  public String readAll() throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return ""; // it closed without reading all that was sent
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
