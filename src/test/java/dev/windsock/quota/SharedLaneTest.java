package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.Script;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three instances, everything shared, and a Redis that answers when the test says so. */
class SharedLaneTest {
  private static final QuotaOptions OPTIONS =
      new QuotaOptions(
          3, 0, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
  private static final Window MINUTE = new Window(9, Duration.ofMinutes(1));
  private static final Window HOUR = new Window(90, Duration.ofHours(1));

  private final ManualClock clock = new ManualClock();
  private final AskedLink link = new AskedLink();
  private final Quotas quotas = new Quotas(clock, link, "ws", OPTIONS, new SimpleMeterRegistry());

  private void start(Window... windows) {
    quotas.start(Runnable::run, new MemoryJournal(), providers(windows));
  }

  private static Map<String, ProviderQuota> providers(Window... windows) {
    return Map.of("p", new ProviderQuota(List.of(windows), ""));
  }

  private Future<Permit> ask() {
    return quotas.acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 300_000));
  }

  private SharedReply reply(int code, int calls, int windows) {
    long now = clock.millis() * 1_000;
    List<Long> left = List.of(8L, 80L).subList(0, windows);
    return new SharedReply(
        code, calls, now, now, 0, "l", left, List.of(now, now).subList(0, windows));
  }

  @Test
  void take_reconfiguredWhileUnderWay_isAskedAgainAndServed() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> permit = ask();
    quotas.reconfigure(OPTIONS, providers(MINUTE, HOUR));
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    assertThat(permit.isComplete()).isFalse();
    link.answer(reply(SharedReply.GRANTED, 1, 2));
    assertThat(permit.result().granted()).isEqualTo(1);
    assertThat(quotas.peek("p").quotas().get(0).windows()).hasSize(2);
  }

  @Test
  void take_anotherHasALaterConfiguration_isTriedAgainAfterAMinute() {
    start(MINUTE);
    link.answer(reply(SharedReply.STALE, 0, 0));
    Future<Permit> permit = ask();
    clock.advance(Duration.ofMillis(59_999));
    assertThat(link.asked).isEmpty();
    clock.advance(Duration.ofMillis(1));
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    assertThat(permit.result().granted()).isEqualTo(1);
  }

  @Test
  void take_blockedWhileHeld_theLocalWordEndsWithTheBlock() {
    start(MINUTE);
    long now = clock.millis() * 1_000;
    link.answer(
        new SharedReply(
            SharedReply.BLOCKED,
            0,
            now,
            now + 3_600_000_000L,
            now + 1_000_000,
            "l",
            List.of(9L),
            List.of(now)));
    assertThat(quotas.peek("p").quotas().get(0).blockedUntil())
        .isEqualTo(Instant.ofEpochMilli(clock.millis() + 1_000));
  }

  @Test
  void settle_shared_travelsWithTheNextQuestionAndOnce() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> permit = ask();
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    clock.advance(Duration.ofMillis(200));
    quotas.settle(new Settle("p", permit.result().grant(), 1, true));
    assertThat(link.asked).as("no round-trip of its own").isEmpty();
    clock.advance(Duration.ofMillis(50));
    String granted = Long.toString(clock.millis() * 1_000 - 250_000);
    ask();
    assertThat(link.settled()).containsExactly("1", granted, "50000");
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    ask();
    assertThat(link.settled()).isEmpty();
  }

  @Test
  void settle_anotherLedgerByNow_isDropped() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> before = ask();
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    ask();
    SharedReply one = reply(SharedReply.GRANTED, 1, 1);
    link.answer(
        new SharedReply(1, 1, one.now(), one.now(), 0, "other", one.remaining(), one.leaves()));
    quotas.settle(new Settle("p", before.result().grant(), 1, false));
    ask();
    assertThat(link.settled()).isEmpty();
  }

  @Test
  void take_spentByCallsUnderWay_isAskedAgainWhenTheyMayHaveBeenAnswered() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> permit = ask();
    long now = clock.millis() * 1_000;
    long sure = now + 64_006_000;
    SharedReply spent = reply(SharedReply.SPENT, 0, 1);
    link.answer(new SharedReply(0, 0, now, sure, 0, "l", spent.remaining(), List.of(sure)));
    clock.advance(Duration.ofMillis(62_005));
    assertThat(link.asked).isEmpty();
    clock.advance(Duration.ofMillis(2));
    assertThat(link.asked).hasSize(1);
    link.answer(reply(SharedReply.GRANTED, 1, 1));
    assertThat(permit.result().granted()).isEqualTo(1);
  }

  @Test
  void take_sixtyFourInFlightForEver_takesAtMostATenthOfARoundTripEach() {
    Quotas many =
        new Quotas(
            clock,
            link,
            "ws",
            new QuotaOptions(
                3, 0, "", 64, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
            new SimpleMeterRegistry());
    Window hour = new Window(1_000_000, Duration.ofHours(1));
    many.start(Runnable::run, new MemoryJournal(), providers(hour));
    link.answer(reply(SharedReply.SPENT, 0, 1));
    int[] granted = {0};
    for (int i = 0; i < 64; i++) {
      againAndAgain(many, granted);
    }
    int asked = 0;
    for (; granted[0] < 6_400; asked++) {
      clock.advance(Duration.ofMillis(1));
      link.answer(reply(SharedReply.GRANTED, Integer.parseInt(link.args.get(8)), 1));
    }
    assertThat(asked).as("questions for %d grants", granted[0]).isLessThan(granted[0] / 10);
  }

  private static void againAndAgain(Quotas many, int[] granted) {
    many.acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 300_000))
        .onSuccess(
            permit -> {
              assertThat(permit.granted()).isEqualTo(1);
              if (++granted[0] < 6_400) {
                againAndAgain(many, granted);
              }
            });
  }

  @Test
  void take_redisLostWhileAsked_isDecidedWithoutIt() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> permit = quotas.acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 0));
    assertThat(permit.isComplete()).as("it waits for the shared lane").isFalse();
    link.asked.remove().fail(new LinkDownException("no reply within 40 ms"));
    assertThat(permit.result().granted()).isZero();
  }

  @Test
  void take_spentAtRedis_resetAtIsItsInstantToTheMillisecond() {
    start(MINUTE);
    link.answer(reply(SharedReply.SPENT, 0, 1));
    Future<Permit> permit = quotas.acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 0));
    long micros = clock.millis() * 1_000;
    long next = micros + 59_123_457;
    link.answer(new SharedReply(0, 0, micros, next, 0, "l", List.of(0L), List.of(next)));
    assertThat(permit.result().resetAtMillis() * 1_000 - next).isBetween(0L, 1_000L);
    long shown = quotas.peek("p").quotas().get(0).windows().get(0).resetAt().toEpochMilli();
    assertThat(shown * 1_000 - next).isBetween(-1_000L, 1_000L);
  }

  /** Up, and holds every question until it is answered. */
  private static final class AskedLink extends UpLink {
    private final Deque<Promise<@Nullable Response>> asked = new ArrayDeque<>();
    private List<String> args = List.of();

    /** The settlements that the last question carried. */
    List<String> settled() {
      int rings = Integer.parseInt(args.get(13));
      int windows = Integer.parseInt(args.get(14));
      return args.subList(16 + 2 * rings + 3 * windows, args.size());
    }

    void answer(SharedReply reply) {
      asked.remove().complete(SimulatedRedis.response(reply));
    }

    @Override
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> args) {
      Promise<@Nullable Response> promise = Promise.promise();
      this.args = args.stream().map(String::valueOf).toList();
      asked.add(promise);
      return promise.future();
    }
  }
}
