package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.SharedScript.Call;
import dev.windsock.quota.SharedScript.Settled;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/**
 * The script in a real Redis against the Java model, on random operations with the script's own
 * time. {@code -Dwindsock.quota.operations=1000000} for the long run, {@code
 * -Dwindsock.quota.seed=…} for another one.
 */
final class ScriptIT {
  private static final int OPERATIONS = Integer.getInteger("windsock.quota.operations", 8_000);
  private static final long SEED = Long.getLong("windsock.quota.seed", 42);
  private static final Vertx VERTX = Vertx.vertx();
  private static RedisServer redis;
  private static PlainLink link;

  @BeforeAll
  static void start() throws Exception {
    int port = RedisLimiterIT.freePort();
    redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    link = new PlainLink(VERTX, port);
    LimiterContract.await(link.connect());
  }

  @AfterAll
  static void stop() throws Exception {
    LimiterContract.await(VERTX.close());
    redis.stop();
  }

  @Test
  void script_randomOperations_repliesAsTheModel() throws Exception {
    Random random = new Random(SEED);
    int done = 0;
    for (int round = 0; done < OPERATIONS; round++) {
      int operations = 200 + random.nextInt(2_000);
      compare(random, "{r" + round + "}", operations);
      done += operations;
    }
  }

  private static void compare(Random random, String slot, int operations) throws Exception {
    Shares shares = shares(random);
    SharedScript script = new SharedScript(List.of(slot + "ring", slot + "meta"), shares, 1);
    ScriptModel model = new ScriptModel();
    Recorder recorder = new Recorder();
    String known = "";
    String run = "run";
    long lastNow = 0;
    for (int i = 0; i < operations; i++) {
      int dice = random.nextInt(1_000);
      if (dice == 0) {
        LimiterContract.await(
            link.send(Request.cmd(Command.DEL).arg(slot + "ring").arg(slot + "meta")));
        model.lose();
      }
      if (dice == 1) {
        run = "run" + i;
      }
      known = dice == 2 ? "another" : known;
      String op = dice < 900 ? "take" : dice < 998 ? "peek" : "adopt";
      Call call =
          new Call(
              op,
              run,
              known,
              "ledger" + i,
              known.isEmpty(),
              1 + random.nextInt(dice % 7 == 0 ? 3 : 1),
              random.nextInt(dice % 5 == 0 ? 40 : 2),
              random.nextInt(2_000),
              dice % 11 == 0
                  ? List.of(
                      new Settled(
                          1 + dice % 3, lastNow - random.nextInt(5_000), random.nextInt(9_000)))
                  : List.of());
      script.run(recorder, call);
      List<String> args = hastened(recorder.args);
      Response response = TestRedis.reply(link.eval(recorder.script, recorder.keys, args));
      SharedReply reply = SharedReply.of(response);
      SharedReply expected = model.run(args, reply.now());
      assertThat(reply.toString())
          .as("seed %d, %s, operation %d %s of %s", SEED, slot, i, call, shares)
          .isEqualTo(expected.toString());
      known = reply.ledger();
      lastNow = reply.now();
    }
  }

  private static Response run(SharedScript script, long wanted, List<Settled> settled)
      throws Exception {
    Call call = new Call("take", "run", "", "ledger", true, 1, (int) wanted, 0, settled);
    return TestRedis.reply(script.run(link, call));
  }

  private static SharedScript script(String slot, long version, Window... windows) {
    QuotaOptions options =
        new QuotaOptions(
            2, 0, "", 10, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));
    Shares shares = Shares.of(List.of(windows), options, true);
    return new SharedScript(List.of(slot + "ring", slot + "meta"), shares, version);
  }

  @Test
  void refund_afterTheGrantsStampPassed_lowersNobodyElses() throws Exception {
    SharedScript script = script("{late}", 1, new Window(9, Duration.ofMinutes(1)));
    SharedReply granted = SharedReply.of(run(script, 2, List.of()));
    assertThat(granted.remaining()).containsExactly(7L);
    long farPast = 1_000_000_000_000_000L;
    long tooLong = granted.now() - Duration.ofSeconds(10).toNanos() / 1_000;
    assertThat(SharedReply.of(run(script, 0, List.of(new Settled(1, tooLong, farPast)))))
        .extracting(SharedReply::remaining)
        .isEqualTo(List.of(7L));
    assertThat(SharedReply.of(run(script, 0, List.of(new Settled(1, granted.now(), farPast)))))
        .extracting(SharedReply::remaining)
        .isEqualTo(List.of(8L));
  }

  @Test
  void configure_ringEvicted_staysLostAndIsHeld() throws Exception {
    Window minute = new Window(9, Duration.ofMinutes(1));
    SharedScript before = script("{gone}", 1, minute);
    assertThat(SharedReply.of(run(before, 2, List.of())).calls()).isEqualTo(2);
    LimiterContract.await(link.send(Request.cmd(Command.DEL).arg("{gone}ring")));
    SharedScript after = script("{gone}", 2, minute, new Window(20, Duration.ofHours(1)));
    assertThat(SharedReply.asksToConfigure(run(after, 1, List.of()))).isTrue();
    LimiterContract.await(after.configure(link));
    SharedReply held = SharedReply.of(run(after, 1, List.of()));
    assertThat(held.code()).isEqualTo(SharedReply.HELD);
    assertThat(held.calls()).isZero();
  }

  @Test
  void take_blockEndsBeforeTheHold_repliesTheBlocksOwnEnd() throws Exception {
    SharedScript script = script("{block}", 1, new Window(9, Duration.ofHours(1)));
    run(script, 1, List.of());
    Call block = new Call("adopt", "another run", "", "ledger", true, 1, 0, 1_000_000, List.of());
    SharedReply blocked = SharedReply.of(TestRedis.reply(script.run(link, block)));
    assertThat(blocked.code()).isEqualTo(SharedReply.BLOCKED);
    assertThat(blocked.block() - blocked.now()).isEqualTo(1_000_000);
    assertThat(blocked.next() - blocked.now()).isGreaterThan(3_600_000_000L);
  }

  private static Shares shares(Random random) {
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long limit =
          random.nextInt(8) == 0 ? 20_000 + random.nextInt(20_000) : 3 + random.nextInt(90);
      windows.add(new Window(limit, Duration.ofSeconds(1)));
    }
    QuotaOptions options =
        new QuotaOptions(
            2,
            0.2,
            "",
            10,
            Duration.ofMillis(10),
            Duration.ofMillis(10 + random.nextInt(40)),
            Duration.ZERO);
    return Shares.of(windows, options, true);
  }

  /** Makes seconds milliseconds, so that a short run sees windows come and go. */
  private static List<String> hastened(List<String> args) {
    List<String> fast = new ArrayList<>(args);
    int windows = Integer.parseInt(args.get(14));
    int first = 16 + 2 * Integer.parseInt(args.get(13));
    for (int i = 0; i < windows; i++) {
      divide(fast, first + 3 * i + 2, 40 + 20 * i);
    }
    divide(fast, 9, 10);
    divide(fast, 10, 1_000);
    return fast;
  }

  private static void divide(List<String> args, int index, long by) {
    args.set(index, Long.toString(Long.parseLong(args.get(index)) / by));
  }

  /** Takes down what a script is run with. */
  private static final class Recorder implements RedisLink {
    private Script script = Script.load(SharedScript.class, "quota.lua");
    private List<String> keys = List.of();
    private List<String> args = List.of();

    @Override
    public dev.windsock.redis.LinkState state() {
      return link.state();
    }

    @Override
    public void listen(java.util.function.Consumer<dev.windsock.redis.LinkState> listener) {}

    @Override
    public io.vertx.core.Future<@Nullable Response> send(Request request) {
      return link.send(request);
    }

    @Override
    public io.vertx.core.Future<@Nullable Response> eval(
        Script asked, List<String> askedKeys, List<String> askedArgs) {
      script = asked;
      keys = askedKeys;
      args = askedArgs;
      return io.vertx.core.Future.succeededFuture();
    }
  }
}
