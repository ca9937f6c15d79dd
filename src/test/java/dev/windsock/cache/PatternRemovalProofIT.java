package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Removing by pattern among a million keys: Redis is never held up, as it says itself. */
@Tag("proof")
@Timeout(600)
class PatternRemovalProofIT {
  private static final int KEYS = 1_000_000;
  private static final int MATCHING = 50_000;
  private static final int AT_A_TIME = 1_000;
  private static final int SLICE_MICROS = 2_000;
  private static final int ROUNDS = 3;

  private final Vertx vertx = Vertx.vertx();
  private TestRedis redis;
  private Caches caches;

  /** Not hurried, nor is the cache's own link: everything may take long on a busy machine. */
  private RedisConnection direct;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
    VertxClock clock = new VertxClock(vertx);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedisOptions calm = redis.options().waiting(Duration.ofSeconds(5));
    SupervisedLink link = new SupervisedLink(vertx, clock, calm, registry);
    caches = new Caches(vertx, clock, link, Instance.KEYS, FreshnessTest.options(0, 0), registry);
    caches.open("things", new JsonCodec<>(String.class), 1);
    await(link.start());
    await(Waiting.until(vertx, () -> link.state() instanceof LinkState.Up));
    direct = await(Redis.createClient(vertx, "redis://127.0.0.1:" + redis.port()).connect());
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    redis.close();
  }

  private Response send(Command command, Object... args) throws Exception {
    Request request = Request.cmd(command);
    for (Object arg : args) {
      request.arg(arg.toString());
    }
    return TestRedis.reply(direct.send(request));
  }

  /**
   * @param every of which numbers; 1 for all
   */
  private void fill(int every) throws Exception {
    byte[] entry =
        new Envelope(1, false, 1, 1, 1, 1, 1, "\"v\"".getBytes(StandardCharsets.UTF_8))
            .encode(1 << 20);
    for (int at = 0; at < KEYS; at += AT_A_TIME * every) {
      Request set = Request.cmd(Command.MSET);
      for (int i = at; i < Math.min(KEYS, at + AT_A_TIME * every); i += every) {
        String source = i % (KEYS / MATCHING) == 0 ? "hn" : "yahoo";
        set.arg(Instance.KEYS.key("things", "v", source + ":SYM" + i + ":r1")).arg(entry);
      }
      TestRedis.reply(direct.send(set));
    }
  }

  /** A scan of all keys takes its time where the machine is busy. */
  private long removed(Invalidate request) throws Exception {
    return caches
        .invalidate(request)
        .toCompletionStage()
        .toCompletableFuture()
        .get(200, TimeUnit.SECONDS)
        .removed();
  }

  /** What a command's calls took together, and how many they were. */
  private String stat(String command) throws Exception {
    return send(Command.INFO, "commandstats")
        .toString()
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .findFirst()
        .orElse("");
  }

  /** What took Redis too long since it was last asked: the command, where it began, how long. */
  private Map<String, Long> slow() throws Exception {
    Map<String, Long> slow = new TreeMap<>();
    for (Response one : send(Command.SLOWLOG, "GET", 10_000)) {
      Response command = one.get(3);
      slow.put(command.get(0) + " " + command.get(1), one.get(2).toLong());
    }
    send(Command.SLOWLOG, "RESET");
    return slow;
  }

  /**
   * Redis measures by the clock on the wall, and so counts what other processes took from it while
   * a command ran. Such a one is slow once; one that holds Redis up is slow each time.
   */
  @Test
  void invalidate_byPatternAmongAMillionKeys_holdsRedisUpForLessThanTwoMillisAtATime()
      throws Exception {
    fill(1);
    send(Command.CONFIG, "RESETSTAT");
    send(Command.CONFIG, "SET", "slowlog-log-slower-than", SLICE_MICROS);
    send(Command.CONFIG, "SET", "slowlog-max-len", 10_000);
    send(Command.SLOWLOG, "RESET");
    Invalidate dry = new Invalidate(null, null, null, "hn:*", true);
    Invalidate real = new Invalidate(null, null, null, "hn:*", false);

    assertThat(removed(dry)).isEqualTo(MATCHING);
    assertThat(stat("unlink")).isEmpty();
    Map<String, Long> always = slow();
    int quietUnlinks = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      long fromNanos = System.nanoTime();
      assertThat(removed(real)).isEqualTo(MATCHING);
      long nanos = System.nanoTime() - fromNanos;
      Map<String, Long> slow = slow();
      always.keySet().retainAll(slow.keySet());
      quietUnlinks += slow.keySet().stream().noneMatch(one -> one.startsWith("unlink")) ? 1 : 0;
      System.out.printf(
          "removed %d of %d keys by pattern in %.2f s; over 2 ms: %d now, %d each time; %s; %s%n",
          MATCHING, KEYS, nanos / 1e9, slow.size(), always.size(), stat("scan"), stat("unlink"));
      // Beside the rest: the log, and when what was removed.
      assertThat(send(Command.DBSIZE).toInteger()).isEqualTo(KEYS - MATCHING + 2);
      fill(KEYS / MATCHING);
      slow();
    }
    assertThat(stat("keys")).as("KEYS").isEmpty();
    assertThat(stat("scan")).isNotEmpty();
    assertThat(stat("unlink")).isNotEmpty();
    assertThat(removed(real)).isEqualTo(MATCHING);
    assertThat(removed(dry)).isZero();
    assertThat(always).isEmpty();
    assertThat(quietUnlinks).isPositive();
  }
}
