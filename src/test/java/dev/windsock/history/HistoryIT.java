package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.TestCaches;
import dev.windsock.history.Board.Row;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances with one real Redis, some of which lose it for a while. */
class HistoryIT {
  private static final Duration TTL = Duration.ofMinutes(5);

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
  private final class Instance {
    final SupervisedLink link;
    final Cache<Reading> readings;
    final Histories histories;
    final Recorder recorder;

    Instance(RedisOptions options) {
      // Redis is away when its connection is, and not when the machine is busy.
      RedisOptions calm = options.waiting(Duration.ofSeconds(5));
      link = new SupervisedLink(vertx, clock, calm, new SimpleMeterRegistry());
      Caches caches = TestCaches.over(vertx, clock, link);
      readings = caches.open("readings", new JsonCodec<>(Reading.class), 1);
      histories = new Histories(caches);
      recorder =
          new Recorder(
              readings,
              histories,
              clock,
              Map.of("tape", new Recorder.Source(1, Duration.ofHours(6))),
              new SimpleMeterRegistry());
      caches.onChange("readings", recorder::changed);
    }

    Instance up() throws Exception {
      await(link.start());
      return until(LinkState.Up.class);
    }

    Instance until(Class<? extends LinkState> state) throws Exception {
      await(Waiting.until(vertx, () -> state.isInstance(link.state())));
      return this;
    }

    /** Reads posts of a symbol, one in each of these hours. */
    void reads(String symbol, int... agoHours) throws Exception {
      List<ScoredPost> posts = new ArrayList<>();
      for (int ago : agoHours) {
        posts.add(post(ago));
      }
      Reading reading =
          new Reading("tape", symbol, clock.millis(), null, posts, Reading.Filtered.NONE, null);
      await(readings.update("tape:" + symbol + ":s-1", TTL, earlier -> reading));
      await(recorder.flush());
    }

    /** Redis is back, and everything is written. */
    void recover() throws Exception {
      until(LinkState.Up.class);
      await(recorder.flush());
      assertThat(histories.unwritten.isEmpty()).isTrue();
    }

    List<Row> top() throws Exception {
      long now = clock.millis();
      return await(histories.board(now)).top(Board.By.MENTIONS, 9, now);
    }

    List<Series.Hour> hours(String symbol) throws Exception {
      return await(histories.of(List.of(symbol))).get(0).hours("tape");
    }
  }

  private Histories instance() throws Exception {
    return new Instance(redis.options()).up().histories;
  }

  private ScoredPost post(int agoHours) {
    return new ScoredPost(
        "p" + agoHours,
        Series.millisOf(hour - agoHours),
        .5,
        1,
        1,
        null,
        null,
        null,
        false,
        1L + agoHours,
        List.of());
  }

  /** Seven posts in every hour of five weeks but the present one. */
  private Series fiveWeeks() {
    List<Series.Hour> hours = new ArrayList<>();
    for (int ago = 35 * 24 - 1; ago > 0; ago--) {
      hours.add(new Series.Hour(hour - ago, 7, 7, .5f, 0));
    }
    return new Series(Map.of("tape", hours));
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
    assertThat(await(second.board(clock.millis())).rows()).hasSize(1);
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

  @Test
  void flush_begunWhileRedisIsAway_fiveWeeksAreMergedWhenItIsBack() throws Exception {
    Histories first = instance();
    await(Past.write(first, "AAPL", fiveWeeks()));
    await(Past.post(first, new Row("TSLA", clock.millis(), 2, 7, null, .5, null)));
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    proxy.cut();
    Instance begun = new Instance(proxy.options());
    await(begun.link.start());
    begun.reads("AAPL", 0);
    assertThat(begun.hours("AAPL")).hasSize(1);
    assertThat(begun.top()).extracting(Row::mentions24h).containsExactly(1);
    proxy.pass();
    begun.recover();

    Instance later = new Instance(redis.options()).up();
    assertThat(later.hours("AAPL")).hasSize(35 * 24);
    assertThat(later.top()).extracting(Row::symbol).containsExactly("AAPL", "TSLA");
    // Of the whole series, not of what the one instance saw.
    assertThat(later.top().get(0).mentions24h()).isGreaterThan(23 * 7);
  }

  @Test
  void flush_linkLostWhileOthersWrite_nothingOfEitherIsLost() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Instance cut = new Instance(proxy.options()).up();
    Instance other = new Instance(redis.options()).up();
    await(Past.write(cut.histories, "AAPL", fiveWeeks()));
    await(Past.write(other.histories, "TSLA", fiveWeeks()));
    proxy.cut();
    cut.until(LinkState.Down.class);
    cut.reads("AAPL", 0, -1);
    cut.reads("TSLA", 0);
    other.reads("AAPL", -2);
    other.reads("TSLA", -1);
    assertThat(cut.hours("AAPL")).hasSize(35 * 24 + 1);
    proxy.pass();
    cut.recover();

    Instance later = new Instance(redis.options()).up();
    assertThat(later.hours("AAPL")).hasSize(35 * 24 + 2);
    assertThat(later.hours("TSLA")).hasSize(35 * 24 + 1);
  }
}
