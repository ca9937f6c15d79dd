package dev.windsock.redis;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a link and Redis and does to their connections what networks do. A fault takes
 * hold at once, of open connections too; {@link #pass} ends it, and closes the connections that
 * lost bytes, as a network's resets would.
 */
public final class FaultProxy {
  /** What happens to bytes. */
  private enum Fault {
    NONE,
    /** Connections are closed, new ones too. */
    CUT,
    /** Nothing is forwarded either way, nothing closed. */
    HOLD,
    /** What the client says vanishes. */
    DROP_REQUESTS,
    /** What Redis says vanishes. */
    DROP_REPLIES,
    /** Everything comes later. */
    DELAY,
    /** A few bytes in each write. */
    SPLIT,
    /** A few bytes in each millisecond. */
    DRIP
  }

  private record Mode(Fault fault, int amount) {}

  private final Vertx vertx;
  private volatile int redisPort;

  /** Kept: a client that nobody holds closes its connections when it is collected. */
  private final NetClient toRedis;

  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = new Mode(Fault.NONE, 0);
  private volatile int port;

  private FaultProxy(Vertx vertx, int redisPort) {
    this.vertx = vertx;
    this.redisPort = redisPort;
    this.toRedis = vertx.createNetClient();
  }

  /** Listens on a free port of this host; ends with its Vert.x. */
  public static FaultProxy start(Vertx vertx, int redisPort) throws Exception {
    return start(vertx, redisPort, new NetServerOptions().setHost("127.0.0.1"));
  }

  /** Listens as told, encrypted if told so. */
  static FaultProxy start(Vertx vertx, int redisPort, NetServerOptions options) throws Exception {
    FaultProxy proxy = new FaultProxy(vertx, redisPort);
    proxy.port =
        vertx
            .createNetServer(options)
            .connectHandler(proxy::accept)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    return proxy;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** How many open connections have lost bytes. */
  long torn() {
    return pairs.stream().filter(pair -> pair.requests.torn || pair.replies.torn).count();
  }

  /** Options to reach Redis through this. */
  public RedisOptions options() {
    return TestRedis.options(port, "");
  }

  public void pass() {
    mode = new Mode(Fault.NONE, 0);
    pairs.forEach(Pair::heal);
  }

  public void cut() {
    mode = new Mode(Fault.CUT, 0);
    pairs.forEach(Pair::close);
  }

  /** Leads to a Redis on another port from now on; what is open is closed. */
  public void redirect(int otherPort) {
    redisPort = otherPort;
    reset();
  }

  /** Closes what is open, once. */
  public void reset() {
    pairs.forEach(Pair::close);
  }

  public void hold() {
    mode = new Mode(Fault.HOLD, 0);
  }

  public void dropRequests() {
    mode = new Mode(Fault.DROP_REQUESTS, 0);
  }

  public void dropReplies() {
    mode = new Mode(Fault.DROP_REPLIES, 0);
  }

  public void delay(int millis) {
    mode = new Mode(Fault.DELAY, millis);
  }

  public void split(int bytes) {
    mode = new Mode(Fault.SPLIT, bytes);
  }

  public void drip(int bytesPerMilli) {
    mode = new Mode(Fault.DRIP, bytesPerMilli);
  }

  private void accept(NetSocket client) {
    if (mode.fault() == Fault.CUT) {
      client.close();
      return;
    }
    client.pause();
    toRedis
        .connect(redisPort, "127.0.0.1")
        .onSuccess(
            server -> {
              Pair pair = new Pair(client, server);
              pairs.add(pair);
              if (mode.fault() == Fault.CUT) {
                pair.close();
              }
              client.resume();
            })
        .onFailure(refused -> client.close());
  }

  private boolean drops(Fault dropped) {
    Fault now = mode.fault();
    return now == Fault.HOLD || now == dropped;
  }

  private final class Pair {
    private final NetSocket client;
    private final NetSocket server;
    private final Lane requests;
    private final Lane replies;

    Pair(NetSocket client, NetSocket server) {
      this.client = client;
      this.server = server;
      requests = new Lane(server, Fault.DROP_REQUESTS);
      replies = new Lane(client, Fault.DROP_REPLIES);
      client.handler(requests::take);
      server.handler(replies::take);
      client.closeHandler(closed -> close());
      server.closeHandler(closed -> close());
    }

    void close() {
      pairs.remove(this);
      client.close();
      server.close();
    }

    void heal() {
      if (requests.torn || replies.torn) {
        close();
      } else {
        requests.hurry();
        replies.hurry();
      }
    }
  }

  /**
   * Bytes on their way.
   *
   * @param alone whether they are a write of their own
   */
  private record Piece(Buffer bytes, long dueNanos, boolean alone) {}

  /**
   * One direction. Whatever the fault does, bytes arrive in the order in which they were sent, and
   * none arrives after one that was lost. On one context.
   */
  private final class Lane {
    private final NetSocket to;
    private final Fault dropped;
    private final Context context = vertx.getOrCreateContext();
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private volatile boolean torn;
    private long lastDueNanos = System.nanoTime();
    private boolean armed;

    Lane(NetSocket to, Fault dropped) {
      this.to = to;
      this.dropped = dropped;
    }

    void take(Buffer bytes) {
      Mode now = mode;
      if (torn || drops(dropped)) {
        tear();
        return;
      }
      boolean pieces = now.fault() == Fault.SPLIT || now.fault() == Fault.DRIP;
      int step = pieces ? now.amount() : bytes.length();
      long dueNanos = System.nanoTime();
      if (now.fault() == Fault.DELAY) {
        dueNanos += now.amount() * 1_000_000L;
      }
      for (int at = 0; at < bytes.length(); at += step) {
        dueNanos = Math.max(dueNanos, lastDueNanos);
        if (now.fault() == Fault.DRIP) {
          dueNanos += 1_000_000;
        }
        lastDueNanos = dueNanos;
        waiting.add(
            new Piece(bytes.getBuffer(at, Math.min(bytes.length(), at + step)), dueNanos, pieces));
      }
      move();
    }

    /** The fault is over: what is on its way arrives now. */
    void hurry() {
      context.runOnContext(
          run -> {
            lastDueNanos = System.nanoTime();
            move();
          });
    }

    private void move() {
      while (!armed && !waiting.isEmpty()) {
        if (drops(dropped)) {
          tear();
          return;
        }
        Piece next = waiting.element();
        long aheadNanos = mode.fault() == Fault.NONE ? 0 : next.dueNanos() - System.nanoTime();
        if (aheadNanos > 0) {
          armed = true;
          vertx.setTimer(Math.max(1, aheadNanos / 1_000_000), due -> goOn());
          return;
        }
        to.write(waiting.remove().bytes());
        if (next.alone()) {
          armed = true;
          context.runOnContext(later -> goOn());
        }
      }
    }

    private void goOn() {
      armed = false;
      move();
    }

    private void tear() {
      torn = true;
      waiting.clear();
    }
  }
}
