package dev.windsock.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that must be told one. Below those that the system gives to connections and to
 * servers on port 0, so that none of these can take it between the look and the start, or while the
 * server is down for a while.
 */
public final class Ports {
  private static final int FROM = 12_000;
  private static final int TO = 22_000;

  /** A Redis Cluster's bus is so far above its port. */
  private static final int BUS = 10_000;

  private static final int MAX_TRIES = 100;

  private Ports() {}

  /** A port of the loopback address that is free, and so is its bus. */
  public static int free() throws IOException {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      if (isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
    throw new IOException("no free port between " + FROM + " and " + TO);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
