package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Caches;
import dev.windsock.cache.TestCaches;
import dev.windsock.history.Board.Row;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Series;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances with one real Redis. */
class HistoryIT {
  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final int hour = Series.hourOf(clock.millis());
  private TestRedis redis;

  @BeforeEach
  void open() throws Exception {
    redis = new TestRedis().start();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    redis.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** A process of its own, as far as its memory goes. */
  private Histories instance() throws Exception {
    SupervisedLink link =
        new SupervisedLink(vertx, clock, redis.options(), new SimpleMeterRegistry());
    Promise<String> up = Promise.promise();
    link.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.tryComplete(state.label());
          }
        });
    Caches caches = TestCaches.over(vertx, clock, link);
    await(link.start());
    await(up.future());
    return new Histories(caches);
  }

  private Series said(int agoHours, int mentions) {
    return new Series(
        Map.of("tape", List.of(new Series.Hour(hour - agoHours, mentions, mentions, .5f, 0))));
  }

  @Test
  void histories_anotherProcessLater_knowsThePast() throws Exception {
    Histories first = instance();
    Series series = said(3, 5).merged(said(1, 2), 0);
    await(Past.write(first, "AAPL", series));
    await(Past.post(first, new Row("AAPL", clock.millis(), 2, 7, null, .5, null)));
    Histories second = instance();
    assertThat(await(second.of(List.of("AAPL", "TSLA")))).containsExactly(series, Series.EMPTY);
    assertThat(await(second.board()).rows()).hasSize(1);
  }

  @Test
  void histories_twoProcessesWriteAtOnce_nothingIsLost() throws Exception {
    Histories one = instance();
    Histories two = instance();
    Future<?>[] writes = new Future<?>[40];
    for (int i = 0; i < writes.length; i++) {
      Series more = said(i, i + 1);
      writes[i] =
          (i % 2 == 0 ? one : two)
              .series.update(
                  "AAPL",
                  Histories.KEPT,
                  earlier -> (earlier == null ? Series.EMPTY : earlier).merged(more, 0));
    }
    await(Future.all(List.of(writes)));
    assertThat(await(instance().of(List.of("AAPL"))).get(0).hours("tape")).hasSize(writes.length);
  }
}
