package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.TestCaches;
import dev.windsock.history.Board.By;
import dev.windsock.history.Board.Row;
import dev.windsock.history.Recorder.Source;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.time.ManualClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In virtual time and memory: all of a test runs in one turn of one event loop. */
class RecorderTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  /** That a test takes its loop for long is no fault. */
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setMaxEventLoopExecuteTime(Long.MAX_VALUE));

  private final ManualClock clock = new ManualClock();
  private final Caches caches = TestCaches.memory(vertx, clock);
  private final Cache<Reading> readings =
      caches.open("readings", new JsonCodec<>(Reading.class), 1);
  private final Histories histories = new Histories(caches);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Recorder recorder =
      new Recorder(
          readings, histories, clock, Map.of("tape", new Source(1, Duration.ofHours(6))), registry);
  private final long hourMillis = Series.millisOf(Series.hourOf(clock.millis()));

  @BeforeEach
  void begin() {
    caches.onChange("readings", recorder::changed);
  }

  @AfterEach
  void close() throws Exception {
    Waiting.await(vertx.close());
  }

  private void onLoop(Runnable test) throws Exception {
    Waiting.await(
        Waiting.onLoop(
            vertx,
            () -> {
              try {
                test.run();
                return Future.succeededFuture();
              } catch (RuntimeException | AssertionError e) {
                return Future.failedFuture(e);
              }
            }));
  }

  /** What has come of it already: on one event loop, in memory, nothing is waited for. */
  private static <T> T now(Future<T> future) {
    assertThat(future.succeeded()).isTrue();
    return future.result();
  }

  private void change(String symbol, String provider, List<ScoredPost> posts) {
    Reading reading =
        new Reading(provider, symbol, clock.millis(), null, posts, Reading.Filtered.NONE, null);
    now(readings.update(provider + ":" + symbol + ":s-1", TTL, earlier -> reading));
  }

  /** Flushes to the end, and tells how much time that took. */
  private Duration flush() {
    long from = clock.nanos();
    Future<Void> flushed = recorder.flush();
    while (!flushed.isComplete()) {
      assertThat(clock.advanceToNextTimer()).isTrue();
    }
    return Duration.ofNanos(clock.nanos() - from);
  }

  private double waiting() {
    return registry.get("windsock.history.waiting").gauge().value();
  }

  private List<Row> top(By by) {
    return now(histories.board(clock.millis())).top(by, 9, clock.millis());
  }

  private void read(String provider, List<ScoredPost> posts) {
    change("AAPL", provider, posts);
    flush();
  }

  private double lost(String reason) {
    return registry.get("windsock.history.lost").tag("reason", reason).counter().count();
  }

  private List<ScoredPost> posts(int count, int agoHours, double score) {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      posts.add(
          new ScoredPost(
              agoHours + "." + i,
              hourMillis - agoHours * 3_600_000L + i,
              score,
              1,
              1,
              null,
              null,
              null,
              false,
              // Far apart, as texts that have nothing in common.
              Long.rotateLeft(0xff, 9 * i) ^ agoHours * 0x9e3779b97f4a7c15L,
              List.of()));
    }
    return posts;
  }

  private Series series() {
    return series("AAPL");
  }

  private Series series(String symbol) {
    return now(histories.of(List.of(symbol))).get(0);
  }

  @Test
  void flush_aReadingChanged_itsHoursAreKept() throws Exception {
    onLoop(
        () -> {
          List<ScoredPost> posts = posts(3, 0, .5);
          posts.addAll(posts(2, 7, -1));
          read("tape", posts);
          List<Series.Hour> hours = series().hours("tape");
          assertThat(hours).extracting(Series.Hour::mentions).containsExactly(2, 3);
          assertThat(hours.get(0).mean()).isEqualTo(-1);
          assertThat(hours.get(1).mean()).isEqualTo(.5f);
          assertThat(hours.get(1).hour() - hours.get(0).hour()).isEqualTo(7);
          assertThat(top(By.MENTIONS).get(0).mentions24h()).isEqualTo(5);
        });
  }

  @Test
  void flush_theReadingForgotOldPosts_theHoursStay() throws Exception {
    onLoop(
        () -> {
          read("tape", posts(3, 7, .5));
          read("tape", posts(1, 0, .5));
          assertThat(series().hours("tape"))
              .extracting(Series.Hour::mentions)
              .containsExactly(3, 1);
          read("tape", posts(2, 7, -1));
          assertThat(series().hours("tape").get(0).mean()).isEqualTo(.5f);
        });
  }

  @Test
  void flush_oldPostsArriveLate_theirHourGrows() throws Exception {
    onLoop(
        () -> {
          read("tape", posts(1, 0, .5));
          read("tape", posts(2, 30, .5));
          read("tape", posts(4, 30, .5));
          assertThat(series().hours("tape"))
              .extracting(Series.Hour::mentions)
              .containsExactly(4, 1);
        });
  }

  @Test
  void flush_nothingNew_writesNothing() throws Exception {
    onLoop(
        () -> {
          read("tape", posts(3, 0, .5));
          long puts = puts();
          read("tape", posts(3, 0, .4));
          assertThat(puts()).isEqualTo(puts);
        });
  }

  private long puts() {
    return caches
        .stats()
        .getJsonObject("caches")
        .getJsonObject("history")
        .getJsonObject("near")
        .getLong("put");
  }

  @Test
  void flush_unknownSourceOrPostsTooOld_areLeftOut() throws Exception {
    onLoop(
        () -> {
          read("other", posts(3, 0, .5));
          read("tape", posts(3, 36 * 24, .5));
          assertThat(series()).isEqualTo(Series.EMPTY);
        });
  }

  @Test
  void flush_silentSince_theRowAgesAndGoes() throws Exception {
    onLoop(
        () -> {
          clock.advance(Duration.ofMinutes(20));
          read("tape", posts(100, 0, .5));
          assertThat(top(By.MENTIONS).get(0).mentions1h()).isEqualTo(100);
          for (int minute = 20; minute < 25 * 60; minute += 5) {
            List<Row> rows = top(By.MENTIONS);
            if (minute <= 24 * 60) {
              int left = Math.max(0, Math.min(100, 100 - (minute - 60) * 100 / 60));
              assertThat(rows.get(0).mentions1h()).isCloseTo(left, within(1));
              assertThat(rows.get(0).mentions24h()).isEqualTo(100);
            }
            clock.advance(Duration.ofMinutes(5));
            flush();
          }
          assertThat(top(By.MENTIONS)).isEmpty();
          assertThat(now(histories.board(clock.millis())).rows()).isEmpty();
        });
  }

  @Test
  void flush_theSameInEveryHour_buzzIsZeroAllTheHourLong() throws Exception {
    int begin = Series.hourOf(clock.millis());
    List<Series.Hour> weeks = new ArrayList<>();
    for (int hour = begin - 34 * 24; hour < begin; hour++) {
      weeks.add(new Series.Hour(hour, 200, 200, 0, 0));
    }
    onLoop(
        () -> {
          histories.unwritten.add("AAPL", new Series(Map.of("tape", weeks)), 0);
          for (int minute = 0; minute <= 180; minute += 10) {
            List<Series.Hour> said = new ArrayList<>();
            for (int hour = 0; hour * 60 < minute; hour++) {
              int mentions = 200 * Math.min(60, minute - hour * 60) / 60;
              said.add(new Series.Hour(begin + hour, mentions, 9, 0, 0));
            }
            histories.unwritten.add("AAPL", new Series(Map.of("tape", said)), 0);
            flush();
            Row row = top(By.BUZZ).get(0);
            assertThat(row.z()).isCloseTo(0, within(.05));
            assertThat(row.mentions24h()).isCloseTo(4800, within(1));
            assertThat(row.mentions1h()).isCloseTo(200, within(1));
            clock.advance(
                Duration.ofMillis(begin * 3_600_000L + (minute + 10) * 60_000L - clock.millis()));
          }
        });
  }

  @Test
  void flush_manyChangeAllTheTime_eachIsWrittenEachTime() throws Exception {
    int symbols = 1200;
    onLoop(
        () -> {
          for (int minute = 1; minute <= 3; minute++) {
            for (int i = 0; i < symbols; i++) {
              change("S" + i, "tape", posts(minute, 0, .5));
            }
            assertThat(flush()).isLessThan(Duration.ofSeconds(1));
            for (int i = 0; i < symbols; i++) {
              assertThat(series("S" + i).hours("tape").get(0).mentions()).isEqualTo(minute);
            }
          }
        });
  }

  @Test
  void flush_whatWaitedIsPastItsTime_isWrittenAllTheSame() throws Exception {
    onLoop(
        () -> {
          change("AAPL", "tape", posts(3, 0, .5));
          clock.advance(TTL.multipliedBy(2));
          flush();
          assertThat(series().hours("tape")).hasSize(1);
        });
  }

  @Test
  void flush_aReadingCannotBeCut_theOthersAreAndTheNextFlushGoesOn() throws Exception {
    onLoop(
        () -> {
          change("BAD", "broken", posts(3, 0, .5));
          recorder.reconfigure(
              Map.of(
                  "tape", new Source(1, Duration.ofHours(6)),
                  "broken", new Source(1, Duration.ofSeconds(Long.MAX_VALUE))));
          read("tape", posts(3, 0, .5));
          assertThat(lost("failed")).isEqualTo(1);
          assertThat(series().hours("tape").get(0).mentions()).isEqualTo(3);
          read("tape", posts(4, 0, .5));
          assertThat(series().hours("tape").get(0).mentions()).isEqualTo(4);
        });
  }

  @Test
  void flush_whileOneIsUnderWay_isThatOne() throws Exception {
    onLoop(
        () -> {
          for (int i = 0; i < 2 * Recorder.BATCH; i++) {
            change("S" + i, "tape", posts(1, 0, .5));
          }
          Future<Void> first = recorder.flush();
          assertThat(first.isComplete()).isFalse();
          assertThat(recorder.flush()).isSameAs(first);
        });
  }

  @Test
  void finish_muchWaitsAndAFlushIsUnderWay_writesAll() throws Exception {
    onLoop(
        () -> {
          for (int i = 0; i < 1000; i++) {
            change("S" + i, "tape", posts(1, 0, .5));
          }
          recorder.flush();
          change("LATE", "tape", posts(1, 0, .5));
          Future<Void> finished = recorder.finish();
          clock.advance(Duration.ofSeconds(1));
          assertThat(finished.isComplete()).isTrue();
          assertThat(series("S999").hours("tape")).hasSize(1);
          assertThat(series("LATE").hours("tape")).hasSize(1);
          assertThat(clock.armed()).isZero();
        });
  }

  @Test
  void finish_redisSaysNothing_endsAllTheSame() throws Exception {
    RedisLink mute =
        new RedisLink() {
          @Override
          public LinkState state() {
            return new LinkState.Up("run", 1);
          }

          @Override
          public void listen(Consumer<LinkState> listener) {
            // The state never changes.
          }

          @Override
          public Future<@Nullable Response> send(Request request) {
            return Promise.<@Nullable Response>promise().future();
          }
        };
    onLoop(
        () -> {
          Recorder stuck =
              new Recorder(
                  readings,
                  new Histories(TestCaches.over(vertx, clock, mute)),
                  clock,
                  Map.of("tape", new Source(1, Duration.ofHours(6))),
                  new SimpleMeterRegistry());
          change("AAPL", "tape", posts(1, 0, .5));
          stuck.changed(List.of("tape:AAPL:s-1"));
          Future<Void> finished = stuck.finish();
          clock.advance(Duration.ofMillis(2999));
          assertThat(finished.isComplete()).isFalse();
          clock.advance(Duration.ofMillis(1));
          assertThat(finished.succeeded()).isTrue();
        });
  }

  @Test
  void flush_noRoomForMoreHours_readingsWaitUncutUntilThereIs() throws Exception {
    List<Series.Hour> hours = new ArrayList<>();
    for (int ago = 800; ago > 0; ago--) {
      hours.add(new Series.Hour(Series.hourOf(hourMillis) - ago, 1, 1, 0, 0));
    }
    Series weeks = new Series(Map.of("tape", hours));
    onLoop(
        () -> {
          for (int i = 0; !histories.unwritten.full(); i++) {
            histories.unwritten.add("S" + i, weeks, 0);
          }
          change("AAPL", "tape", posts(3, 0, .5));
          recorder.flush();
          assertThat(waiting()).isEqualTo(1);
          flush();
          assertThat(waiting()).isZero();
          assertThat(series().hours("tape")).hasSize(1);
          assertThat(histories.unwritten.isEmpty()).isTrue();
        });
  }

  @Test
  void changed_moreThanItHolds_isBoundedAndCounted() throws Exception {
    onLoop(
        () -> {
          for (int i = 0; i < Recorder.MAX_WAITING + 50; i++) {
            change("S" + i, "tape", List.of());
          }
          assertThat(lost("full")).isEqualTo(50);
          assertThat(waiting()).isEqualTo(Recorder.MAX_WAITING);
          flush();
          read("tape", posts(3, 0, .5));
          assertThat(series().hours("tape")).hasSize(1);
        });
  }

  @Test
  void changed_notNearOrGoneByItsTurn_isLeftOut() throws Exception {
    onLoop(
        () -> {
          recorder.changed(List.of("tape:NONE:s-1"));
          assertThat(waiting()).isZero();
          change("AAPL", "tape", posts(3, 0, .5));
          now(readings.invalidate(List.of("tape:AAPL:s-1")));
          flush();
          assertThat(lost("gone")).isEqualTo(1);
          assertThat(series()).isEqualTo(Series.EMPTY);
        });
  }
}
