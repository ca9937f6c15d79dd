package dev.windsock.monitor;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.BreakerMoved;
import dev.windsock.bus.Messages.ConfigChanged;
import dev.windsock.bus.Messages.RedisMoved;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Feeds {@link Usage} and {@link Events} from the bus, sweeps what is past its time, and measures
 * how late the timers of its event loop fire.
 */
public final class MonitorVerticle extends VerticleBase {
  private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long LAG_NANOS = Duration.ofMillis(250).toNanos();

  private final Usage usage;
  private final Events events;
  private final UsageMeters meters;
  private final Clock clock;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private long dueNanos;

  /** Feeding these. */
  public MonitorVerticle(Usage usage, Events events, UsageMeters meters, Clock clock) {
    this.usage = usage;
    this.events = events;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    meters.build(Build.load());
    Bus bus = Bus.of(vertx);
    bus.listen(
        Addresses.SENTIMENT_CHANGED,
        SentimentChanged.class,
        changed -> usage.used(changed.provider(), changed.symbols().size(), false));
    bus.listen(Addresses.BREAKER_MOVED, BreakerMoved.class, this::moved);
    bus.listen(
        Addresses.REDIS_LOST,
        RedisMoved.class,
        lost -> events.add(Events.Kind.REDIS, "redis", "lost: " + lost.reason()));
    bus.listen(
        Addresses.REDIS_FOUND,
        RedisMoved.class,
        found -> events.add(Events.Kind.REDIS, "redis", "found: " + found.reason()));
    bus.listen(
        Addresses.CONFIG_CHANGED,
        ConfigChanged.class,
        changed ->
            events.add(
                Events.Kind.CONFIG, "config", "changed: " + String.join(", ", changed.keys())));
    timers.add(clock.every(SWEEP_NANOS, usage::sweep));
    dueNanos = clock.nanos() + LAG_NANOS;
    timers.add(clock.every(LAG_NANOS, this::measure));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    timers.forEach(Clock.Timer::cancel);
    return Future.succeededFuture();
  }

  private void moved(BreakerMoved moved) {
    events.add(Events.Kind.BREAKER, moved.provider(), moved.from() + " to " + moved.to());
    if (moved.to().equals("open")) {
      usage.used(moved.provider(), 0, true);
    }
  }

  /** Against the instant last fired, not the first: a pause counts once, not for ever. */
  private void measure() {
    long now = clock.nanos();
    meters.lag(now - dueNanos);
    dueNanos = now + LAG_NANOS;
  }
}
