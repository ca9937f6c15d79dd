package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.TestCaches;
import dev.windsock.history.Board.By;
import dev.windsock.history.Recorder.Source;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.time.VertxClock;
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

class RecorderTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final Caches caches = TestCaches.memory(vertx, clock);
  private final Cache<Reading> readings =
      caches.open("readings", new JsonCodec<>(Reading.class), 1);
  private final Histories histories = new Histories(caches);
  private final Recorder recorder =
      new Recorder(readings, histories, clock, Map.of("tape", new Source(1, Duration.ofHours(6))));
  private long hourMillis;

  @BeforeEach
  void begin() {
    caches.onChange("readings", recorder::changed);
    hourMillis = Series.millisOf(Series.hourOf(clock.millis()));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void read(String provider, List<ScoredPost> posts) throws Exception {
    Reading reading =
        new Reading(provider, "AAPL", clock.millis(), null, posts, Reading.Filtered.NONE, null);
    await(readings.update(provider + ":AAPL:s-1", TTL, earlier -> reading));
    await(recorder.flush());
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

  private Series series() throws Exception {
    return await(histories.of(List.of("AAPL"))).get(0);
  }

  @Test
  void flush_aReadingChanged_itsHoursAreKept() throws Exception {
    List<ScoredPost> posts = posts(3, 0, .5);
    posts.addAll(posts(2, 7, -1));
    read("tape", posts);
    List<Series.Hour> hours = series().hours("tape");
    assertThat(hours).extracting(Series.Hour::mentions).containsExactly(2, 3);
    assertThat(hours.get(0).mean()).isEqualTo(-1);
    assertThat(hours.get(1).mean()).isEqualTo(.5f);
    assertThat(hours.get(1).hour() - hours.get(0).hour()).isEqualTo(7);
    assertThat(await(histories.board()).top(By.MENTIONS, 9).get(0).mentions24h()).isEqualTo(5);
  }

  @Test
  void flush_theReadingForgotOldPosts_theHoursStay() throws Exception {
    read("tape", posts(3, 7, .5));
    read("tape", posts(1, 0, .5));
    assertThat(series().hours("tape")).extracting(Series.Hour::mentions).containsExactly(3, 1);
    read("tape", posts(2, 7, -1));
    assertThat(series().hours("tape").get(0).mean()).isEqualTo(.5f);
  }

  @Test
  void flush_oldPostsArriveLate_theirHourGrows() throws Exception {
    read("tape", posts(1, 0, .5));
    read("tape", posts(2, 30, .5));
    read("tape", posts(4, 30, .5));
    assertThat(series().hours("tape")).extracting(Series.Hour::mentions).containsExactly(4, 1);
  }

  @Test
  void flush_nothingNew_writesNothing() throws Exception {
    read("tape", posts(3, 0, .5));
    long puts = puts();
    read("tape", posts(3, 0, .4));
    assertThat(puts()).isEqualTo(puts);
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
    read("other", posts(3, 0, .5));
    read("tape", posts(3, 36 * 24, .5));
    assertThat(series()).isEqualTo(Series.EMPTY);
  }

  @Test
  void changed_moreThanItHolds_isBounded() throws Exception {
    for (int i = 0; i < Recorder.MAX_WAITING + 50; i++) {
      recorder.changed(List.of("tape:S" + i + ":s-1"));
    }
    for (int i = 0; i < Recorder.MAX_WAITING / Recorder.BATCH; i++) {
      await(recorder.flush());
    }
    read("tape", posts(3, 0, .5));
    assertThat(series().hours("tape")).hasSize(1);
  }
}
