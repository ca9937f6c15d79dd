package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.Script;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One hot key in a real Redis, at the delays that an operator would see: 64 callers who ask again
 * at once, everything shared, and a Redis that hangs or is killed under them. On a machine with
 * something else to do the bounds say little; the figures are printed.
 */
@Tag("proof")
class HotKeyProofIT {
  private static final int IN_FLIGHT = 64;
  private static final int DECISIONS = 200_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private TestRedis redis;
  private SupervisedLink supervised;
  private Counted link;
  private @Nullable Quotas quotas;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
    supervised =
        new SupervisedLink(vertx, new VertxClock(vertx), shipped(), new SimpleMeterRegistry());
    Promise<Void> up = Promise.promise();
    supervised.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.tryComplete();
          }
        });
    supervised.start();
    LimiterContract.await(up.future());
    link = new Counted(supervised);
  }

  /** As in conf/windsock.yaml, but for the connecting, which a busy machine may need time for. */
  private RedisOptions shipped() {
    RedisOptions test = redis.options();
    return new RedisOptions(
        test.mode(),
        test.endpoints(),
        "",
        "",
        test.password(),
        false,
        "",
        test.connectTimeout(),
        Duration.ofMillis(40),
        Duration.ofMillis(250),
        "ws");
  }

  @AfterEach
  void close() throws Exception {
    LimiterContract.await(supervised.close());
    LimiterContract.await(vertx.close());
    redis.close();
  }

  private void limit(long limit, Duration window) throws Exception {
    QuotaOptions options =
        new QuotaOptions(
            2, 0, "", 10_000, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));
    Promise<Void> started = Promise.promise();
    loop.runOnContext(
        go -> {
          Quotas fresh =
              new Quotas(new VertxClock(vertx), link, "ws", options, new SimpleMeterRegistry());
          quotas = fresh;
          ProviderQuota quota = new ProviderQuota(List.of(new Window(limit, window)), "");
          fresh
              .start(
                  task -> loop.runOnContext(run -> task.run()),
                  new MemoryJournal(),
                  Map.of("p", quota))
              .onComplete(started);
        });
    LimiterContract.await(started.future());
  }

  /** A decision and how long it took. */
  private record Taken(Permit permit, long nanos, long saidMicros) {}

  /** Asks from the loop. */
  private Future<Taken> ask(long waitMillis) {
    Promise<Taken> taken = Promise.promise();
    loop.runOnContext(
        go -> {
          long since = System.nanoTime();
          Objects.requireNonNull(quotas)
              .acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, waitMillis))
              .map(permit -> new Taken(permit, System.nanoTime() - since, link.next))
              .onComplete(taken);
        });
    return taken.future();
  }

  @Test
  void hotKey_sixtyFourInFlight_isQuickAndAsksSeldom() throws Exception {
    limit(10_000_000, Duration.ofSeconds(1));
    storm();
    link.evals.set(0);
    long since = System.nanoTime();
    long[] took = storm();
    double seconds = (System.nanoTime() - since) / 1e9;
    Arrays.sort(took);
    double trips = (double) link.evals.get() / took.length;
    System.out.printf(
        "%,.0f decisions/s, p50 %.2f ms, p99 %.2f ms, slowest %.2f ms, %.4f round-trips each%n",
        took.length / seconds,
        took[took.length / 2] / 1e6,
        took[took.length * 99 / 100] / 1e6,
        took[took.length - 1] / 1e6,
        trips);
    assertThat(trips).isLessThanOrEqualTo(0.1);
    assertThat(took[took.length * 99 / 100]).isLessThanOrEqualTo(10_000_000);
    assertThat(took.length / seconds).isGreaterThanOrEqualTo(30_000);
  }

  private long[] storm() throws Exception {
    long[] took = new long[DECISIONS];
    AtomicInteger next = new AtomicInteger();
    Promise<Void> done = Promise.promise();
    for (int i = 0; i < IN_FLIGHT; i++) {
      again(took, next, done);
    }
    LimiterContract.await(done.future());
    return took;
  }

  private void again(long[] took, AtomicInteger next, Promise<Void> done) {
    ask(5_000)
        .onComplete(
            taken -> {
              int at = next.getAndIncrement();
              if (taken.permit.granted() != 1) {
                done.tryFail("refused: " + taken.permit);
              } else if (at < took.length) {
                took[at] = taken.nanos;
                again(took, next, done);
              } else {
                done.tryComplete();
              }
            },
            done::tryFail);
  }

  @Test
  void hotKey_redisHangs_theFirstDecisionComesFromTheFallback() throws Exception {
    lost("hung", redis::hang);
  }

  @Test
  void hotKey_redisKilled_theFirstDecisionComesFromTheFallback() throws Exception {
    lost("killed", redis::kill);
  }

  /** A fault. */
  private interface Fault {
    void happen() throws Exception;
  }

  private void lost(String how, Fault fault) throws Exception {
    limit(1_000, Duration.ofSeconds(10));
    assertThat(LimiterContract.await(ask(0)).permit.granted()).isEqualTo(1);
    fault.happen();
    Taken first = LimiterContract.await(ask(0));
    System.out.printf("Redis %s: first decision after %.1f ms%n", how, first.nanos / 1e6);
    if (how.equals("hung")) {
      redis.resume();
    }
    assertThat(first.permit.granted()).isZero();
    assertThat(first.nanos).isLessThanOrEqualTo(50_000_000);
  }

  @Test
  void hotKey_spent_resetAtIsWhatTheLedgerSays() throws Exception {
    limit(40, Duration.ofSeconds(10));
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Taken taken = LimiterContract.await(ask(0));
      if (taken.permit.granted() == 0) {
        late.add(taken.permit.resetAtMillis() * 1_000 - taken.saidMicros);
      }
    }
    long[] denied = late.stream().mapToLong(Long::longValue).sorted().toArray();
    assertThat(denied).hasSizeGreaterThan(10);
    System.out.printf(
        "resetAt against Redis time, %d refusals: median %d µs late, most %d µs%n",
        denied.length, denied[denied.length / 2], denied[denied.length - 1]);
    assertThat(denied[0]).as("never early but by the wall clock's own grain").isGreaterThan(-2_000);
    assertThat(denied[denied.length / 2]).isLessThanOrEqualTo(1_000);
  }

  /** Counts the questions, and keeps when the last reply says that the cost fits. */
  private static final class Counted implements RedisLink {
    private final RedisLink link;
    private final AtomicInteger evals = new AtomicInteger();
    private volatile long next;

    Counted(RedisLink link) {
      this.link = link;
    }

    @Override
    public LinkState state() {
      return link.state();
    }

    @Override
    public void listen(Consumer<LinkState> listener) {
      link.listen(listener);
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      return link.send(request);
    }

    @Override
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> args) {
      evals.incrementAndGet();
      return link.eval(script, keys, args)
          .onSuccess(
              reply -> {
                if (reply != null && reply.size() > 3) {
                  next = Objects.requireNonNull(reply.get(3).toLong());
                }
              });
    }
  }
}
