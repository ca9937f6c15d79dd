package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an instance misses while it is away, how soon it knows, and how soon it hears otherwise. */
@Timeout(300)
class DisconnectIT {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final long SUSPECT_WITHIN_NANOS = 50_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final Loading loading = new Loading();
  private TestRedis redis;
  private Instance away;
  private Instance other;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
    away = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
    other = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    redis.close();
  }

  /** Changes many ids, some at a time. */
  private void change(int from, int to, String value) throws Exception {
    for (int at = from; at < to; at += 200) {
      List<Future<String>> some = new ArrayList<>();
      for (int i = at; i < Math.min(to, at + 200); i++) {
        some.add(other.things.update("k" + i, TTL, earlier -> value));
      }
      await(Future.all(some));
    }
  }

  private void fill(int count) throws Exception {
    change(0, count, "old");
    for (int i = 0; i < count; i++) {
      assertThat(await(away.things.getAll(List.of("k" + i), null, loading)).get(0).value())
          .isEqualTo("old");
    }
  }

  /** How many ids are given with their old value. */
  private int old(int count) throws Exception {
    int old = 0;
    for (int i = 0; i < count; i++) {
      List<Cached<String>> got = await(away.things.getAll(List.of("k" + i), null, loading));
      old += "new".equals(got.get(0).value()) ? 0 : 1;
    }
    return old;
  }

  @Test
  void changes_whileAwayForLessThanTheLog_areAllHeard() throws Exception {
    fill(500);
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    change(0, 500, "new");
    assertThat(away.things.peek("k0")).isEqualTo("old");
    away.proxy.pass();
    await(away.until(away::connected));
    // From the first read on: what is not heard yet must be asked for.
    assertThat(old(500)).isZero();
  }

  @Test
  void changes_whileAwayForLongerThanTheLog_makeAllSuspectAtOnce() throws Exception {
    fill(200);
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    change(0, 200, "new");
    change(200, 200 + 2 * Far.LOG_LENGTH, "x");
    Promise<Long> suspect = Promise.promise();
    away.link.listen(
        up -> {
          long fromNanos = System.nanoTime();
          away.until(() -> away.link.state().label().equals("up") && trusted(200) == 0)
              .onSuccess(so -> suspect.tryComplete(System.nanoTime() - fromNanos));
        });
    away.proxy.pass();
    long nanos = await(suspect.future());
    assertThat(old(200)).isZero();
    System.out.printf(
        "log outrun: nothing near is trusted %.1f ms after the return%n", nanos / 1e6);
    assertThat(nanos).isLessThan(20 * SUSPECT_WITHIN_NANOS);
  }

  private int trusted(int count) {
    int trusted = 0;
    for (int i = 0; i < count; i++) {
      trusted += away.things.peek("k" + i) == null ? 0 : 1;
    }
    return trusted;
  }

  /** From the acknowledgement of a change until another instance no longer trusts its value. */
  @Test
  @Tag("proof")
  void change_onAnotherInstance_isHeardWithinFiveMillis() throws Exception {
    int count = 5_000;
    long[] nanos = new long[count];
    for (int i = -500; i < count; i++) {
      String id = "k" + Math.floorMod(i, 50);
      String value = "v" + i;
      await(away.things.update(id, TTL, earlier -> value));
      Promise<Long> heard = Promise.promise();
      heardOf(id, heard);
      await(other.things.update(id, TTL, earlier -> value + "'"));
      long ackNanos = System.nanoTime();
      long tookNanos = await(heard.future()) - ackNanos;
      if (i >= 0) {
        nanos[i] = Math.max(0, tookNanos);
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "remote invalidation: median %.2f ms, p99 %.2f ms, longest %.2f ms after the"
            + " acknowledgement%n",
        nanos[count / 2] / 1e6, nanos[count * 99 / 100] / 1e6, nanos[count - 1] / 1e6);
    assertThat(nanos[count * 99 / 100]).isLessThan(5_000_000);
  }

  private volatile String listensFor = "";
  private volatile Promise<Long> listener = Promise.promise();
  private boolean listening;

  private void heardOf(String id, Promise<Long> heard) {
    listensFor = id;
    listener = heard;
    if (!listening) {
      listening = true;
      away.caches.onChange(
          "things",
          ids -> {
            if (ids.contains(listensFor) && away.things.peek(listensFor) == null) {
              listener.tryComplete(System.nanoTime());
            }
          });
    }
  }
}
