package dev.windsock.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.windsock.option.Check;
import dev.windsock.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The service's own limit toward its clients: the generic cell rate algorithm (ITU-T I.371), one
 * number a client. A burst of the whole quota, then evenly. Thread-safe; never waits.
 *
 * <p>At most so many clients are remembered; one that is idle for a window is forgotten, which
 * changes nothing for it.
 *
 * <p>Of several instances each decides by itself, so that a request never waits for Redis, and
 * tells the others behind ({@link SharedClients}): what they let through counts here within a tenth
 * of a second. While they cannot be told, each lets through its part, quota / instances.
 */
public final class ClientLimit {
  /** So many clients wait to be reported; more are reported when they come again. */
  private static final int MOST_UNTOLD = 4_096;

  private final long quota;
  private final long windowNanos;
  private final long stepNanos;
  private final long aloneStepNanos;
  private final Clock clock;
  private final Cache<String, Client> clients;
  private final Queue<Client> untold = new ArrayBlockingQueue<>(MOST_UNTOLD);
  private volatile boolean told;

  /**
   * For one instance.
   *
   * @param quota requests in a window, 1 to 1,000,000
   * @param window 1 s to 1 d
   * @param maxClients the most that are remembered, 1 to 10,000,000
   */
  public ClientLimit(long quota, Duration window, long maxClients, Clock clock) {
    this(quota, window, maxClients, 1, clock);
  }

  /** For one of so many instances. */
  public ClientLimit(long quota, Duration window, long maxClients, int instances, Clock clock) {
    Check.range("requests", quota, 1, 1_000_000);
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofDays(1));
    Check.range("maxClients", maxClients, 1, 10_000_000);
    this.quota = quota;
    this.windowNanos = window.toNanos();
    this.stepNanos = windowNanos / quota;
    this.aloneStepNanos = windowNanos / Math.max(1, quota / instances);
    this.clock = clock;
    this.clients =
        Caffeine.newBuilder()
            .maximumSize(maxClients)
            .expireAfterAccess(window)
            .executor(Runnable::run)
            .ticker(clock::nanos)
            .build();
  }

  /** One client: the instant at which it will owe nothing. Guarded by itself. */
  private static final class Client {
    private final String name;
    private long freeNanos;
    private long untold;
    private boolean queued;

    private Client(String name, long nowNanos) {
      this.name = name;
      this.freeNanos = nowNanos;
    }
  }

  /**
   * What became of one request.
   *
   * @param allowed whether it may pass
   * @param remaining requests that would pass now
   * @param resetSeconds until the whole quota is there again, rounded up
   * @param retryAfterSeconds until a request would pass, rounded up; 0 when one would now
   */
  public record Verdict(
      boolean allowed, long remaining, long resetSeconds, long retryAfterSeconds) {
    /** The value of the {@code RateLimit} header (IETF draft 11) under the policy's name. */
    public String header(String name) {
      return '"' + name + "\";r=" + remaining + ";t=" + resetSeconds;
    }
  }

  /** Counts one request of a client: an API key's fingerprint, or an address. */
  public Verdict check(String name) {
    long now = clock.nanos();
    Client client = clients.get(name, fresh -> new Client(fresh, now));
    boolean shared = told;
    long step = shared ? stepNanos : aloneStepNanos;
    synchronized (client) {
      long from = client.freeNanos - now > 0 ? client.freeNanos : now;
      boolean allowed = from + step - now <= windowNanos;
      if (allowed) {
        client.freeNanos = from + step;
        client.untold++;
        if (shared && !client.queued) {
          client.queued = untold.offer(client);
        }
      }
      long owed = allowed ? from + step - now : from - now;
      long left = Math.max(0, (windowNanos - owed) / step);
      long retry = left > 0 ? 0 : owed + step - windowNanos;
      return new Verdict(allowed, Math.min(quota, left), seconds(owed), seconds(retry));
    }
  }

  /** Whether the others can be told; from a clean slate, so that nothing old is told as new. */
  void told(boolean can) {
    told = can;
  }

  /** What a client was let through since it was last told of. */
  record Report(String client, long requests) {}

  /** The next clients to tell of, at most so many. */
  List<Report> reports(int most) {
    List<Report> reports = new ArrayList<>();
    Client client = reports.size() < most ? untold.poll() : null;
    while (client != null) {
      synchronized (client) {
        client.queued = false;
        reports.add(new Report(client.name, client.untold));
        client.untold = 0;
      }
      client = reports.size() < most ? untold.poll() : null;
    }
    return reports;
  }

  /** A client owes this much in all, what was reported of here included. */
  void owes(String name, long nanos) {
    long now = clock.nanos();
    Client client = clients.getIfPresent(name);
    if (client != null) {
      synchronized (client) {
        long free = now + nanos + client.untold * stepNanos;
        client.freeNanos = free - client.freeNanos > 0 ? free : client.freeNanos;
      }
    }
  }

  long stepNanos() {
    return stepNanos;
  }

  long windowNanos() {
    return windowNanos;
  }

  /** How many clients are remembered. */
  long size() {
    clients.cleanUp();
    return clients.estimatedSize();
  }

  /** The value of the {@code RateLimit-Policy} header (IETF draft 11) under a name. */
  public String policy(String name) {
    return '"' + name + "\";q=" + quota + ";w=" + seconds(windowNanos);
  }

  private static long seconds(long nanos) {
    return (nanos + 999_999_999) / 1_000_000_000;
  }
}
