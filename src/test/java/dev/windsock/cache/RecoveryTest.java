package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Missed.Write;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When what Redis missed is tried again. */
class RecoveryTest {
  private static final Duration RETRY = Duration.ofNanos(Recovery.RETRY_NANOS);

  /** Keeps every try open until the test ends it. */
  private static final class Owner implements Missed.Owner {
    private final List<Promise<Boolean>> tries = new ArrayList<>();

    @Override
    public Future<Boolean> recover(Write write) {
      Promise<Boolean> promise = Promise.promise();
      tries.add(promise);
      return promise.future();
    }

    @Override
    public void dropped() {
      throw new AssertionError("nothing is dropped here");
    }
  }

  private final ManualClock clock = new ManualClock();
  private final StatedLink link = new StatedLink(request -> null);
  private final Owner owner = new Owner();
  private final Missed missed = new Missed(link, 10, 1 << 20);
  private final Recovery recovery = new Recovery(clock, link, missed, new Keys("ws", 1), "self");

  private void miss(String id) {
    Entry<String> entry = new Entry<>("v", 1, 1, 1000, 0, null, 0, 0);
    missed.add(new Write(owner, id, entry, new byte[1], "", false, false, 1));
  }

  @Test
  void add_theLinkIsUpAgainAlready_isTriedSoon() {
    miss("a");
    assertThat(owner.tries).isEmpty();
    clock.advance(RETRY);
    assertThat(owner.tries).hasSize(1);
    owner.tries.get(0).complete(true);
    assertThat(missed.size()).isZero();
    assertThat(clock.armed()).isZero();
  }

  @Test
  void add_whileOthersAreBeingWritten_isTriedAfterThem() {
    miss("a");
    clock.advance(RETRY);
    miss("b");
    clock.advance(RETRY);
    assertThat(owner.tries).hasSize(1);
    owner.tries.get(0).complete(true);
    clock.advance(RETRY);
    assertThat(owner.tries).hasSize(2);
    owner.tries.get(1).complete(true);
    assertThat(missed.size()).isZero();
    assertThat(clock.armed()).isZero();
  }

  @Test
  void add_whileRedisIsAway_armsNothingAndIsTriedAtTheReturn() {
    link.move(new LinkState.Down("away", 0));
    miss("a");
    assertThat(clock.armed()).isZero();
    link.move(new LinkState.Up("run", 2));
    assertThat(owner.tries).hasSize(1);
  }

  @Test
  void flush_theLinkBreaksMeanwhile_waitsForTheReturn() {
    miss("a");
    clock.advance(RETRY);
    link.move(new LinkState.Down("away", 0));
    owner.tries.get(0).fail(new LinkDownException("away"));
    assertThat(clock.armed()).isZero();
    assertThat(missed.size()).isEqualTo(1);
    link.move(new LinkState.Up("run", 2));
    assertThat(owner.tries).hasSize(2);
  }

  @Test
  void owe_aRemovalWhileTheLinkIsUp_isRepeatedSoon() {
    List<String> swept = new ArrayList<>();
    recovery.owe(
        bucket -> {
          swept.add("once");
          return Future.succeededFuture();
        });
    clock.advance(RETRY);
    assertThat(swept).containsExactly("once");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void owe_aBucketCannotBeReached_holdsUpThatOneAlone() {
    Recovery two = new Recovery(clock, link, missed, new Keys("ws", 2), "self");
    Set<Integer> away = new HashSet<>(Set.of(0));
    List<Integer> swept = new ArrayList<>();
    miss("a");
    miss("b");
    assertThat(new Keys("ws", 2).bucketOf("a")).isEqualTo(1);
    assertThat(new Keys("ws", 2).bucketOf("b")).isEqualTo(0);
    two.owe(
        bucket -> {
          if (away.contains(bucket)) {
            return Future.failedFuture(new LinkDownException("away"));
          }
          swept.add(bucket);
          return Future.succeededFuture();
        });
    clock.advance(RETRY);
    assertThat(swept).containsExactly(1);
    assertThat(owner.tries).hasSize(1);
    owner.tries.get(0).complete(true);
    assertThat(missed.all()).extracting(Write::id).containsExactly("b");
    // The write of the other bucket must not go before the removal there.
    clock.advance(RETRY);
    assertThat(owner.tries).hasSize(1);
    away.clear();
    clock.advance(RETRY);
    assertThat(swept).containsExactly(1, 0);
    assertThat(owner.tries).hasSize(2);
    owner.tries.get(1).complete(true);
    assertThat(missed.size()).isZero();
    assertThat(clock.armed()).isZero();
  }

  @Test
  void owe_redisRefusesIt_isGivenUpAndHoldsUpNothing() {
    miss("a");
    recovery.owe(bucket -> Future.failedFuture(ErrorType.create("NOPERM this user")));
    clock.advance(RETRY);
    assertThat(owner.tries).hasSize(1);
    owner.tries.get(0).complete(true);
    assertThat(clock.armed()).isZero();
  }
}
