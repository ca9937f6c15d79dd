package dev.windsock.quota;

import dev.windsock.quota.ClientLimit.Report;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the other instances, by way of Redis, what this one let its clients do, and hears what they
 * did: ten times a second, of those alone that came. What is lost on the way is lost: this limit
 * protects us, and no promise to others hangs on it. Begun and ended on one event loop.
 */
public final class SharedClients {
  private static final long PERIOD_NANOS = 100_000_000;

  /** Reports on their way at most. */
  private static final int MOST = 512;

  private final Script script = Script.load(SharedClients.class, "client.lua");
  private final ClientLimit limit;
  private final RedisLink link;
  private final String prefix;
  private final Clock clock;
  private boolean busy;

  /**
   * @param namespace the first part of every key
   */
  public SharedClients(ClientLimit limit, RedisLink link, String namespace, Clock clock) {
    this.limit = limit;
    this.link = link;
    this.prefix = namespace + ":v1:client:";
    this.clock = clock;
  }

  /** Begins. Cancel what it returns to end; the limit then is for this instance alone again. */
  public Clock.Timer start() {
    Clock.Timer timer = clock.every(PERIOD_NANOS, this::tell);
    return () -> {
      limit.told(false);
      return timer.cancel();
    };
  }

  private void tell() {
    limit.told(link.state() instanceof LinkState.Up);
    if (busy || !(link.state() instanceof LinkState.Up)) {
      return;
    }
    List<Future<?>> told = new ArrayList<>();
    for (Report report : limit.reports(MOST)) {
      told.add(tell(report));
    }
    if (!told.isEmpty()) {
      busy = true;
      Future.join(told).onComplete(done -> busy = false);
    }
  }

  private Future<?> tell(Report report) {
    List<String> args =
        List.of(
            Long.toString(report.requests()),
            Long.toString(limit.stepNanos() / 1_000),
            Long.toString(limit.windowNanos() / 1_000));
    return link.eval(script, List.of(prefix + report.client()), args)
        .onSuccess(
            owed -> {
              Long micros = owed == null ? null : owed.toLong();
              if (micros != null) {
                limit.owes(report.client(), micros * 1_000);
              }
            });
  }
}
