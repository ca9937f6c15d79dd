package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Missed.Write;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MissedTest {
  private static final class Owner implements Missed.Owner {
    int dropped;

    @Override
    public Future<Boolean> recover(Write write) {
      return Future.succeededFuture(true);
    }

    @Override
    public void dropped() {
      dropped++;
    }
  }

  /** A link to a Redis that is away. */
  private static final class Away implements RedisLink {
    @Override
    public LinkState state() {
      return new LinkState.Down("away", 0);
    }

    @Override
    public void listen(Consumer<LinkState> listener) {}

    @Override
    public Future<@Nullable Response> send(Request request) {
      return Future.failedFuture("away");
    }

    @Override
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> args) {
      return Future.failedFuture("away");
    }
  }

  private final Owner owner = new Owner();

  private Write write(String id, int bytes, String expected, long atMillis) {
    Entry<String> entry = new Entry<>("v", atMillis, atMillis, atMillis + 1000, 0, null, 0, 0);
    return new Write(owner, id, entry, new byte[bytes], expected, false, false, atMillis);
  }

  @Test
  void add_sameIdAgain_keepsTheNewestAndWhatRedisHadAtFirst() {
    Missed missed = new Missed(new Away(), 10, 1 << 20);
    missed.add(write("a", 10, "first", 1));
    missed.add(write("a", 20, "second", 2));
    assertThat(missed.all()).hasSize(1);
    Write kept = missed.all().get(0);
    assertThat(missed.get(owner, "a")).isSameAs(kept);
    assertThat(kept.atMillis()).isEqualTo(2);
    assertThat(kept.expected()).isEqualTo("first");
    missed.remove(kept);
    assertThat(missed.size()).isZero();
    assertThat(missed.bytes()).isZero();
  }

  @Test
  void add_moreThanItHolds_givesUpTheOldestAndTellsTheirOwner() {
    Missed missed = new Missed(new Away(), 3, 1 << 20);
    for (int i = 0; i < 5; i++) {
      missed.add(write("id" + i, 10, "", i));
    }
    assertThat(missed.all()).extracting(Write::id).containsExactly("id2", "id3", "id4");
    assertThat(owner.dropped).isEqualTo(2);
  }

  @Test
  void add_moreBytesThanItHolds_staysWithinThem() {
    Missed missed = new Missed(new Away(), 1000, 100_000);
    for (int i = 0; i < 100; i++) {
      missed.add(write("id" + i, 10_000, "", i));
    }
    assertThat(missed.bytes()).isBetween(50_000L, 100_000L);
    assertThat(missed.size()).isEqualTo(9);
    missed.add(write("giant", 200_000, "", 100));
    assertThat(missed.size()).isZero();
    assertThat(missed.bytes()).isZero();
  }

  @Test
  void removed_byAnother_voidsWhatWasWrittenBefore() {
    Missed missed = new Missed(new Away(), 10, 1 << 20);
    missed.add(write("early", 1, "", 10));
    missed.add(write("late", 1, "", 30));
    missed.removed(owner, "early", 20);
    missed.removed(owner, "late", 20);
    assertThat(missed.all()).extracting(Write::id).containsExactly("late");
  }

  @Test
  void add_withoutRedis_keepsNothing() {
    Missed missed = new Missed(new NoLink(), 10, 1 << 20);
    missed.add(write("a", 10, "", 1));
    assertThat(missed.size()).isZero();
  }
}
