package dev.windsock.redis;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = new Mode(Fault.NONE, 0);
  private volatile int port;

  private FaultProxy(Vertx vertx, int redisPort) {
    this.vertx = vertx;
    this.redisPort = redisPort;
  }

  /** Listens on a free port of this host; ends with its Vert.x. */
  public static FaultProxy start(Vertx vertx, int redisPort) throws Exception {
    FaultProxy proxy = new FaultProxy(vertx, redisPort);
    proxy.port =
        vertx
            .createNetServer()
            .connectHandler(proxy::accept)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    return proxy;
  }

  /** Options to reach Redis through this. */
  public RedisOptions options() {
    return TestRedis.options(port, "");
  }

  public void pass() {
    mode = new Mode(Fault.NONE, 0);
    pairs.forEach(Pair::closeIfTorn);
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

  /** The port that it listens on. */
  public int port() {
    return port;
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
    vertx
        .createNetClient()
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

  private final class Pair {
    private final NetSocket client;
    private final NetSocket server;
    private volatile boolean torn;

    Pair(NetSocket client, NetSocket server) {
      this.client = client;
      this.server = server;
      Lane requests = new Lane(server, Fault.DROP_REQUESTS);
      Lane replies = new Lane(client, Fault.DROP_REPLIES);
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

    void closeIfTorn() {
      if (torn) {
        close();
      }
    }

    /** One direction; keeps the order. On one context. */
    private final class Lane {
      private final NetSocket to;
      private final Fault dropped;
      private final Context context = vertx.getOrCreateContext();
      private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();
      private boolean moving;

      Lane(NetSocket to, Fault dropped) {
        this.to = to;
        this.dropped = dropped;
      }

      void take(Buffer bytes) {
        Mode now = mode;
        if (now.fault() == Fault.HOLD || now.fault() == dropped) {
          torn = true;
          return;
        }
        if (now.fault() == Fault.DELAY) {
          vertx.setTimer(now.amount(), late -> write(bytes));
          return;
        }
        int step =
            now.fault() == Fault.SPLIT || now.fault() == Fault.DRIP ? now.amount() : bytes.length();
        if (step == bytes.length() && !moving) {
          write(bytes);
          return;
        }
        for (int at = 0; at < bytes.length(); at += step) {
          waiting.add(bytes.getBuffer(at, Math.min(bytes.length(), at + step)));
        }
        if (!moving) {
          moving = true;
          move();
        }
      }

      private void move() {
        Buffer next = waiting.poll();
        if (next == null) {
          moving = false;
          return;
        }
        write(next);
        if (mode.fault() == Fault.DRIP) {
          vertx.setTimer(1, later -> move());
        } else {
          context.runOnContext(later -> move());
        }
      }

      private void write(Buffer bytes) {
        if (!torn) {
          to.write(bytes);
        }
      }
    }
  }
}
