package dev.millrace.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of the loopback that nobody has at this moment, for a server that has to be told its port:
 * somebody may have it before that server does, so a start that fails for it is tried again with
 * another.
 *
 * <p>It is below those that operating systems give to whoever asks for any, clients' among them: so
 * it is as good as lost to nobody but to another who looks here.
 */
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int BEHIND = 30_000;
  private static final int TRIES = 100;

  private FreePort() {}

  static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("none of " + TRIES + " ports from " + FIRST + " on is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
