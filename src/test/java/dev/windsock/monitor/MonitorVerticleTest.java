package dev.windsock.monitor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.BreakerMoved;
import dev.windsock.bus.Messages.ConfigChanged;
import dev.windsock.bus.Messages.RedisMoved;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final UsageMeters meters = new UsageMeters(registry);
  private final Usage usage = new Usage(new MonitorOptions(Duration.ofDays(7), 10), clock, meters);
  private final Events events = new Events(clock);
  private final MonitorVerticle verticle = new MonitorVerticle(usage, events, meters, clock);

  private @Nullable Context own;

  @BeforeEach
  void deploy() throws Exception {
    Bus.register(vertx);
    await(
        vertx.deployVerticle(
            context -> {
              own = context;
              return verticle.deploy(context);
            }));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void announcements_areCountedAndRemembered() throws Exception {
    Bus bus = Bus.of(vertx);
    bus.announce(Addresses.SENTIMENT_CHANGED, new SentimentChanged("yahoo", List.of("A", "B")));
    bus.announce(Addresses.BREAKER_MOVED, new BreakerMoved("yahoo", "closed", "open"));
    bus.announce(Addresses.REDIS_LOST, new RedisMoved("down", "connection reset"));
    bus.announce(Addresses.REDIS_FOUND, new RedisMoved("up", "again"));
    bus.announce(Addresses.CONFIG_CHANGED, new ConfigChanged(List.of("cache.ttlJitter")));
    // A turn of the verticle's own event loop comes after everything delivered to it before.
    Promise<Void> turn = Promise.promise();
    Objects.requireNonNull(own).runOnContext(turned -> turn.complete());
    await(turn.future());

    assertThat(usage.sources().get(0).items()).isEqualTo(2);
    assertThat(usage.sources().get(0).failures()).isEqualTo(1);
    assertThat(events.latest())
        .extracting(event -> event.kind() + " " + event.subject() + " " + event.text())
        .contains("breaker yahoo closed to open", "redis redis lost: connection reset");
  }

  @Test
  void lag_isMeasuredAgainstTheInstantAskedFor() {
    clock.advance(Duration.ofSeconds(1));

    assertThat(registry.get("windsock.eventloop.lag").timer().count()).isEqualTo(4);
    assertThat(registry.get("windsock.eventloop.lag").timer().max(SECONDS)).isZero();
  }

  @Test
  void sweep_runsByItself() {
    usage.used("old", 1, false);

    clock.advance(Duration.ofDays(7).plusMinutes(1));

    assertThat(usage.sources()).isEmpty();
  }

  @Test
  void stop_leavesNoTimerBehind() throws Exception {
    await(verticle.stop());

    assertThat(clock.armed()).isZero();
  }
}
