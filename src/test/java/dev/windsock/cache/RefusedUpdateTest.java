package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.LinkState;
import dev.windsock.redis.NoLink;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache that changes nothing without what Redis has. */
class RefusedUpdateTest {
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final StatedLink link = new StatedLink(this::answer);
  private final Caches caches = TestCaches.over(vertx, clock, link);
  private final Cache<String> things = caches.openWhole("things", new JsonCodec<>(String.class), 1);
  private boolean refusing;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** Has nothing, and stores everything unless it refuses to. */
  private @Nullable Response answer(Request request) {
    if (request.command().equals(Command.MGET)) {
      return MultiType.create(1, false);
    }
    if (!request.command().equals(Command.EVALSHA)) {
      return null;
    }
    if (refusing) {
      return ErrorType.create("OOM command not allowed");
    }
    MultiType stored = MultiType.create(1, false);
    stored.add(NumberType.create(1));
    return stored;
  }

  private Future<String> append(Cache<String> cache, String more) {
    return cache.update("a", TTL, earlier -> (earlier == null ? "" : earlier) + more);
  }

  private static Problem problem(Future<?> refused) throws Exception {
    Throwable cause = await(refused.transform(done -> Future.succeededFuture(done.cause())));
    assertThat(cause).isInstanceOf(ProblemException.class);
    return ((ProblemException) cause).problem();
  }

  private long owed() {
    return caches.stats().getJsonObject("missed").getLong("writes");
  }

  @Test
  void update_redisIsAway_isRefusedAndOwesNothing() throws Exception {
    await(append(things, "1"));
    link.move(new LinkState.Down("away", 0));
    assertThat(problem(append(things, "2"))).isEqualTo(Problem.UNAVAILABLE);
    assertThat(problem(things.putAll(Map.of("b", "1"), TTL, List.of())))
        .isEqualTo(Problem.UNAVAILABLE);
    assertThat(things.peek("a")).isEqualTo("1");
    assertThat(owed()).isZero();

    link.move(new LinkState.Up("run", 2));
    assertThat(await(append(things, "3"))).isEqualTo("13");
  }

  @Test
  void update_itMayHaveBeenStored_isRefusedAndWhatIsNearMustBeChecked() throws Exception {
    await(append(things, "1"));
    refusing = true;
    assertThat(problem(append(things, "2"))).isEqualTo(Problem.UNAVAILABLE);
    assertThat(things.peek("a")).isNull();
    assertThat(owed()).isZero();
  }

  @Test
  void update_oneIsRefused_thoseBehindItAreToo() throws Exception {
    link.move(new LinkState.Down("away", 0));
    for (Future<String> one : List.of(append(things, "1"), append(things, "2"))) {
      assertThat(problem(one)).isEqualTo(Problem.UNAVAILABLE);
    }
    link.move(new LinkState.Up("run", 2));
    assertThat(await(append(things, "3"))).isEqualTo("3");
  }

  @Test
  void update_thereIsNoRedisAtAll_changesWhatIsNear() throws Exception {
    Caches alone = TestCaches.over(vertx, clock, new NoLink());
    Cache<String> whole = alone.openWhole("things", new JsonCodec<>(String.class), 1);
    await(append(whole, "1"));
    await(append(whole, "2"));
    assertThat(whole.peek("a")).isEqualTo("12");
  }
}
