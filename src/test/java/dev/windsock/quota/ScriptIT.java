package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.SharedScript.Call;
import dev.windsock.quota.SharedScript.Settled;
import dev.windsock.redis.Ports;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/**
 * The scripts in a real Redis against the Java model, on random operations with Redis' own time.
 * {@link ScriptProofIT} is the long form.
 */
final class ScriptIT {
  private static final int OPERATIONS = Integer.getInteger("windsock.quota.operations", 16_000);
  private static final long SEED = Long.getLong("windsock.quota.seed", 42);
  private static final Vertx VERTX = Vertx.vertx();
  private static RedisServer redis;
  private static PlainLink link;

  @BeforeAll
  static void start() throws Exception {
    int port = Ports.free();
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
  void scripts_randomOperations_replyAsTheModel() throws Exception {
    assertThat(new ScriptDuels(link, SEED).fight(OPERATIONS).keySet())
        .containsExactlyInAnyOrder(ScriptDuel.Kind.values());
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
  void take_holdEndedByHand_isGrantedFromTheNextQuestionOn() throws Exception {
    SharedScript script = script("{hand}", 1, new Window(9, Duration.ofHours(24)));
    assertThat(SharedReply.of(run(script, 2, List.of())).calls()).isEqualTo(2);
    LimiterContract.await(link.send(Request.cmd(Command.DEL).arg("{hand}ring")));
    assertThat(SharedReply.of(run(script, 1, List.of())).code()).isEqualTo(SharedReply.HELD);
    LimiterContract.await(
        link.send(Request.cmd(Command.HSET).arg("{hand}meta").arg("hold").arg("0")));
    assertThat(SharedReply.of(run(script, 1, List.of())).calls()).isEqualTo(1);
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
}
