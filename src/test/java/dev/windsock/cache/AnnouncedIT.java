package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What one instance makes good after an outage, the others hear of, whichever way it gets there.
 */
@Timeout(60)
class AnnouncedIT {
  private final Vertx vertx = Vertx.vertx();
  private final Loading loading = new Loading();
  private final AtomicBoolean mute = new AtomicBoolean();
  private TestRedis redis;
  private Instance away;
  private Instance other;

  @BeforeEach
  void open() throws Exception {
    redis = new TestRedis().start();
    away =
        Instance.start(
            vertx, redis.port(), FreshnessTest.options(0, 0), sink -> new Muted(sink, mute));
    other = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
    // The other has it near, as Redis does.
    await(other.until(() -> "a#1".equals(read(other))));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    redis.close();
  }

  /** Reads, and says what is near. */
  private @Nullable String read(Instance by) {
    by.things.getAll(List.of("a"), null, loading);
    return by.things.peek("a");
  }

  private String get(Instance by, @Nullable Duration maxAge) throws Exception {
    return Instance.value(by.things.getAll(List.of("a"), maxAge, loading));
  }

  private void cut() throws Exception {
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
  }

  private void comeBack() throws Exception {
    away.proxy.pass();
    await(away.until(away::connected));
  }

  /** Lets a millisecond pass, so that one comes after the other. */
  private void tick() throws Exception {
    long now = System.currentTimeMillis();
    await(away.until(() -> System.currentTimeMillis() > now + 1));
  }

  private void untilTheOtherHears() throws Exception {
    await(other.until(() -> !"a#1".equals(other.things.peek("a"))));
  }

  @Test
  void load_awayInThePlaceOfAnother_isHeardOf() throws Exception {
    assertThat(get(away, null)).isEqualTo("a#1");
    cut();
    tick();
    assertThat(get(away, Duration.ZERO)).isEqualTo("a#2");
    comeBack();
    untilTheOtherHears();
    assertThat(get(other, null)).isEqualTo("a#2");
  }

  @Test
  void load_awayInThePlaceOfARemoval_countsBeforeWhatLiesInRedis() throws Exception {
    cut();
    await(away.things.invalidate(List.of("a")));
    tick();
    assertThat(get(away, null)).isEqualTo("a#2");
    mute.set(true);
    comeBack();
    assertThat(get(away, null)).as("neither the one nor the other is known").isEqualTo("a#3");
    untilTheOtherHears();
    assertThat(get(other, null)).isEqualTo("a#3");
  }

  @Test
  void load_awayAndRemovedAndAnotherIsLoadingIt_waitsForThat() throws Exception {
    cut();
    tick();
    assertThat(get(away, Duration.ZERO)).isEqualTo("a#2");
    tick();
    await(other.things.invalidate(List.of("a")));
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    int calls = loading.calls.get();
    Future<?> leased = other.things.getAll(List.of("a"), null, loading);
    await(other.until(() -> loading.calls.get() > calls));
    mute.set(true);
    comeBack();
    Future<List<Cached<String>>> asked = away.things.getAll(List.of("a"), null, loading);
    await(away.link.send(Request.cmd(Command.PING)));
    gate.complete();
    await(leased);
    assertThat(Instance.value(asked)).isEqualTo("a#3");
  }

  @Test
  void load_equalToWhatIsNearAndNotToWhatLiesInRedis_isHeardOf() throws Exception {
    cut();
    tick();
    Loader<String> same =
        wanted -> Future.succeededFuture(List.of(Loader.Loaded.of("b", loading.ttl)));
    await(away.things.getAll(List.of("a"), Duration.ZERO, same));
    mute.set(true);
    comeBack();
    tick();
    await(away.things.getAll(List.of("a"), Duration.ZERO, same));
    untilTheOtherHears();
    assertThat(get(other, null)).isEqualTo("b");
  }

  @Test
  void invalidate_awayAndALaterEntryLiesThere_isHeardOfAndTheEntryStays() throws Exception {
    cut();
    await(away.things.invalidate(List.of("a")));
    tick();
    String key = Instance.KEYS.key("things", "v", "a");
    await(other.link.send(Request.cmd(Command.DEL).arg(key)));
    Instance third = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
    assertThat(get(third, null)).as("fills a gap, of which nobody hears").isEqualTo("a#2");
    comeBack();
    untilTheOtherHears();
    assertThat(get(other, null)).isEqualTo("a#2");
    assertThat(loading.loads).hasValue(2);
  }
}
