package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.LinkState;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may count as fresh while Redis, or the log of what others change there, is out of reach. */
class HearingTest {
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final StatedLink link = new StatedLink(this::answer);
  private final Caches caches = TestCaches.over(vertx, clock, link);
  private final Cache<String> things = caches.open("things", new JsonCodec<>(String.class), 1);
  private final Invalidations.Sink log = caches.sink(0, news -> {});
  private final Loading loading = new Loading();
  private int marks;
  private long mark;

  @BeforeEach
  void hear() throws Exception {
    log.caughtUp();
    log.marked(mark);
    put();
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  private void put() throws Exception {
    await(things.putAll(Map.of("a", "ours"), Duration.ofMinutes(10), List.of()));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** Takes all that is stored. */
  private @Nullable Response answer(Request request) {
    if (request.command().equals(Command.XADD)) {
      marks++;
      List<byte[]> args = ((RequestImpl) request).getArgs();
      mark = Long.parseLong(new String(args.get(args.size() - 1), StandardCharsets.UTF_8));
    }
    if (!request.command().equals(Command.EVALSHA)) {
      return null;
    }
    MultiType stored = MultiType.create(1, false);
    stored.add(NumberType.create(1));
    return stored;
  }

  private void lose() {
    link.move(new LinkState.Down("away", 0));
  }

  private void find() {
    link.move(new LinkState.Up("run", 2));
  }

  private Cached<String> get() throws Exception {
    return await(things.getAll(List.of("a"), null, loading)).get(0);
  }

  @Test
  void held_linkWasAway_isStillGivenUntilAnotherChangesIt() {
    lose();
    find();
    assertThat(things.peek("a")).isNull();
    assertThat(things.held("a")).isEqualTo("ours");
    log.changed("things", "a");
    assertThat(things.held("a")).isNull();
  }

  @Test
  void peek_linkWasAway_isNotTrustedUntilTheLogWasHeardSince() {
    lose();
    assertThat(things.peek("a")).isEqualTo("ours");
    marks = 0;
    find();
    assertThat(marks).isEqualTo(1);
    assertThat(things.peek("a")).isNull();
    log.marked(mark);
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  @Test
  void peek_onlyTheMarkOfAnEarlierReturnWasHeard_isNotTrusted() throws Exception {
    lose();
    find();
    long earlier = mark;
    lose();
    find();
    put();
    log.marked(earlier);
    assertThat(things.peek("a")).isNull();
    log.lost();
    log.marked(mark);
    assertThat(things.peek("a")).as("of before the log broke").isNull();
    caches.sweep();
    log.marked(mark);
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  @Test
  void peek_logHeardWhileAway_isNotTrustedAfterTheReturnUntilItIsHeardOnceMore() {
    lose();
    log.marked(mark);
    find();
    assertThat(things.peek("a")).isNull();
    log.marked(mark);
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  @Test
  void peek_lostAgainBeforeTheLogWasHeard_isNotTrustedWhileAway() throws Exception {
    lose();
    find();
    lose();
    assertThat(things.peek("a")).isNull();
    assertThat(get().value()).isEqualTo("a#1");
    assertThat(things.peek("a")).isEqualTo("a#1");
    lose();
    assertThat(things.peek("a")).as("only the loss counts, not each try").isEqualTo("a#1");
  }

  @Test
  void peek_changedByAnotherAndRedisLost_isLoadedOrGivenWithAProblem() throws Exception {
    log.changed("things", "a");
    lose();
    assertThat(things.peek("a")).isNull();
    loading.problem = Problem.UNAVAILABLE;
    assertThat(get().value()).isEqualTo("ours");
    assertThat(get().problem()).isEqualTo(Problem.UNAVAILABLE);
    clock.advance(loading.problemTtl);
    loading.problem = null;
    assertThat(get().value()).isEqualTo("a#1");
    assertThat(get().problem()).isNull();
  }

  @Test
  void peek_logBreaksAMomentBeforeTheData_isTrustedWhileAway() {
    log.lost();
    assertThat(things.peek("a")).isNull();
    clock.advanceNanos(Hearing.GRACE_NANOS - 1);
    lose();
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  @Test
  void peek_logBreaksLongBeforeTheData_isNotTrustedWhileAway() {
    log.lost();
    clock.advanceNanos(Hearing.GRACE_NANOS);
    lose();
    assertThat(things.peek("a")).isNull();
  }
}
