package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  private final Vertx vertx = Vertx.vertx();
  private TestRedis redis;
  private Instance instance;

  /** Not hurried: what only prepares and asks may take long on a busy machine. */
  private RedisConnection direct;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
    instance = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
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

  private void fill() throws Exception {
    byte[] entry =
        new Envelope(1, false, 1, 1, 1, 1, 1, "\"v\"".getBytes(StandardCharsets.UTF_8))
            .encode(1 << 20);
    for (int at = 0; at < KEYS; at += AT_A_TIME) {
      Request set = Request.cmd(Command.MSET);
      for (int i = at; i < at + AT_A_TIME; i++) {
        String source = i % (KEYS / MATCHING) == 0 ? "hn" : "yahoo";
        set.arg(Instance.KEYS.key("things", "v", source + ":SYM" + i + ":r1")).arg(entry);
      }
      TestRedis.reply(direct.send(set));
    }
  }

  /** A scan of all keys takes its time where the machine is busy. */
  private long removed(Invalidate request) throws Exception {
    return instance
        .caches
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

  @Test
  void invalidate_byPatternAmongAMillionKeys_holdsRedisUpForLessThanTwoMillisAtATime()
      throws Exception {
    fill();
    send(Command.CONFIG, "RESETSTAT");
    send(Command.CONFIG, "SET", "slowlog-log-slower-than", SLICE_MICROS);
    send(Command.CONFIG, "SET", "slowlog-max-len", 10_000);
    send(Command.SLOWLOG, "RESET");
    Invalidate dry = new Invalidate(null, null, null, "hn:*", true);
    Invalidate real = new Invalidate(null, null, null, "hn:*", false);

    assertThat(removed(dry)).isEqualTo(MATCHING);
    assertThat(stat("unlink")).isEmpty();
    long fromNanos = System.nanoTime();
    assertThat(removed(real)).isEqualTo(MATCHING);
    long nanos = System.nanoTime() - fromNanos;

    List<String> slow = new ArrayList<>();
    for (Response one : send(Command.SLOWLOG, "GET", 100)) {
      slow.add(one.get(3).get(0) + " " + one.get(2) + " us");
    }
    System.out.printf(
        "removed %d of %d keys by pattern in %.2f s; over 2 ms: %s; %s; %s; keys: %s%n",
        MATCHING, KEYS, nanos / 1e9, slow, stat("scan"), stat("unlink"), stat("keys"));
    assertThat(stat("keys")).as("KEYS").isEmpty();
    assertThat(stat("scan")).isNotEmpty();
    assertThat(stat("unlink")).isNotEmpty();
    assertThat(send(Command.DBSIZE).toInteger()).isEqualTo(KEYS - MATCHING + 1);
    assertThat(removed(dry)).isZero();
    assertThat(slow)
        .filteredOn(one -> one.startsWith("scan") || one.startsWith("unlink"))
        .isEmpty();
  }
}
