package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.ScriptDuel.Kind;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The long form of {@link ScriptIT}: {@code -Dwindsock.quota.operations=1000000}, {@code
 * -Dwindsock.quota.seed=42}. The seed draws the operations; Redis' own time decides between them,
 * and the model decides at the same instants.
 */
@Tag("proof")
class ScriptProofIT {
  private static final int OPERATIONS = Integer.getInteger("windsock.quota.operations", 1_000_000);
  private static final long SEED = Long.getLong("windsock.quota.seed", 42);

  @Test
  void scripts_aMillionRandomOperations_replyAsTheModel() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TestRedis redis = new TestRedis().start()) {
      PlainLink link = new PlainLink(vertx, redis.port());
      LimiterContract.await(link.connect());
      long start = System.nanoTime();
      Map<Kind, Integer> done = new ScriptDuels(link, SEED).fight(OPERATIONS);
      System.out.printf(
          "%d operations, all answered as by the model, %d s: %s%n",
          OPERATIONS, (System.nanoTime() - start) / 1_000_000_000, done);
      assertThat(done.keySet()).containsExactlyInAnyOrder(Kind.values());
    } finally {
      LimiterContract.await(vertx.close());
    }
  }
}
