package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Permit;
import dev.windsock.bus.Messages.StreamState;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.StreamOptions;
import dev.windsock.provider.upstream.StreamStage.Instance;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream of Bluesky's posts against a simulated Jetstream. */
@Timeout(60)
class BlueskyIT {
  private static final String ID = "bluesky";
  private static final Duration LOOKBACK = Duration.ofMinutes(2);

  private StreamStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(LabOptions.defaults().pace(10));
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private Instance start() throws Exception {
    return stage.start(ID, stage.options(ID, LOOKBACK), null);
  }

  private LabReport.Streams counted() {
    LabReport.Provider provider = stage.lab.report().providers().get(ID);
    return provider == null ? new LabReport.Streams(0, 0, 0, 0) : provider.streams();
  }

  private void untilLive(Instance instance) throws Exception {
    stage.until(
        "live and caught up",
        () -> {
          StreamState state = instance.stream();
          return state.state().equals("live") && state.lagMs() != null && state.lagMs() < 1_000;
        });
  }

  @Test
  void read_first_waitsForWhatWasSaidLately() throws Exception {
    Reading reading = start().reading("TSLA");

    assertThat(reading.posts()).hasSizeGreaterThan(3);
    assertThat(reading.posts())
        .allSatisfy(
            post -> {
              assertThat(post.id()).startsWith("did:plc:lab");
              assertThat(post.url()).startsWith("https://bsky.app/profile/did%3Aplc%3Alab");
              assertThat(post.engagement()).isNull();
              assertThat(post.relevance()).isPositive();
            });
  }

  @Test
  void stream_live_updatesTheCacheAndTellsWhatChanged() throws Exception {
    Instance instance = start();
    untilLive(instance);
    instance.changed.clear();
    long matched = instance.stream().matched();

    stage.until("news", () -> instance.changed.size() > 3);

    assertThat(instance.stream().matched()).isGreaterThan(matched);
    for (String symbol : Set.copyOf(instance.changed)) {
      assertThat(instance.cached(symbol)).as(symbol).isNotNull();
    }
    assertThat(instance.meters.get("windsock.stream.lag").gauge().value()).isLessThan(30);
    assertThat(
            instance
                .meters
                .get("windsock.stream.state")
                .tag("state", "live")
                .gauge()
                .value())
        .isEqualTo(1);
    assertThat(instance.limiter.asked).hasSize(1);
  }

  @Test
  void stream_reset_goesOnFromWhereItCameWithoutLossOrDuplicate() throws Exception {
    Instance instance = start();
    untilLive(instance);
    for (int i = 1; i <= 3; i++) {
      int connections = i + 1;
      stage.lab.fault(ID, Fault.of(Kind.ABORT).times(1));
      stage.until("another connection", () -> counted().opened() == connections);
    }
    untilLive(instance);
    Instance fresh = start();
    untilLive(fresh);

    assertThat(instance.stream().duplicates()).isPositive();
    assertThat(instance.stream().gaps()).isZero();
    long until = System.currentTimeMillis() - 2_000;
    for (String symbol : List.of("TSLA", "NVDA", "AAPL", "PLTR")) {
      assertThat(ids(instance.reading(symbol), until))
          .as(symbol)
          .isEqualTo(ids(fresh.reading(symbol), until));
    }
  }

  /** What both must know: what is too new for one, or was too old for the other, is left out. */
  private static Set<String> ids(Reading reading, long until) {
    long from = until - LOOKBACK.toMillis() + 20_000;
    List<String> ids =
        reading.posts().stream()
            .filter(post -> post.publishedAtMillis() >= from && post.publishedAtMillis() <= until)
            .map(ScoredPost::id)
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
    return Set.copyOf(ids);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"GARBAGE_FRAME", "TRUNCATED_FRAME"})
  void stream_messageNotUnderstood_isCountedAndPassedOver(Kind kind) throws Exception {
    Instance instance = start();
    untilLive(instance);

    stage.lab.fault(ID, Fault.of(kind).times(5));

    stage.until("counted", () -> instance.stream().malformed() == 5);
    assertThat(counted().opened()).isEqualTo(1);
    untilLive(instance);
  }

  @Test
  void stream_messageTooLarge_endsTheConnectionAlone() throws Exception {
    Instance instance = start();
    untilLive(instance);

    stage.lab.fault(ID, Fault.of(Kind.OVERSIZED_FRAME).times(1));

    stage.until("another connection", () -> counted().opened() == 2);
    untilLive(instance);
    assertThat(instance.stream().gaps()).isZero();
  }

  @Test
  void stream_tooLargeAtTheSamePlaceForEver_isPassedByInTheEnd() throws Exception {
    stage.lab.fault(ID, Fault.of(Kind.OVERSIZED_FRAME).times(3));

    Instance instance = start();

    untilLive(instance);
    assertThat(instance.stream().connects()).isEqualTo(4);
    assertThat(instance.stream().gaps()).isEqualTo(1);
  }

  @Test
  void stream_silent_isMadeAnew() throws Exception {
    ProviderOptions base = stage.options(ID, LOOKBACK);
    StreamOptions hasty =
        new StreamOptions("", LOOKBACK, Duration.ofMillis(50), Duration.ofMillis(500));
    Instance instance =
        stage.start(ID, StreamStage.with(base, 300, base.credentials(), hasty), null);
    untilLive(instance);

    // The other end still answers pings: that it is there is all that can be known of a quiet one.
    stage.lab.fault(ID, Fault.of(Kind.STALL).times(1));
    stage.until("stalled", () -> stage.lab.report().providers().get(ID).faults().containsKey("stall"));

    assertThat(instance.stream().state()).isEqualTo("live");
  }

  @Test
  void stream_slow_isKept() throws Exception {
    Instance instance = start();
    untilLive(instance);
    stage.lab.fault(ID, Fault.of(Kind.SLOW_FRAMES).times(2));
    stage.until(
        "slow twice",
        () ->
            Objects.requireNonNull(stage.lab.report().providers().get(ID))
                    .faults()
                    .getOrDefault("slow-frames", 0L)
                == 2);
    untilLive(instance);
    assertThat(counted().opened()).isEqualTo(1);
  }

  @Test
  void stream_postTakenBack_isGoneFromReadings() throws Exception {
    Instance instance = start();
    untilLive(instance);
    stage.until("deletions of posts that were held", () -> instance.stream().deleted() > 10);

    // A second listener never learns of posts that were gone when it came, in whatever order.
    Instance fresh = start();
    untilLive(fresh);
    long until = System.currentTimeMillis() - 2_000;
    assertThat(ids(instance.reading("TSLA"), until)).isEqualTo(ids(fresh.reading("TSLA"), until));
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHORIZED, UNAUTHORIZED",
    "HTML_403, DISABLED",
  })
  void connect_refusedForGood_isLeftAlone(Kind kind, Problem problem) throws Exception {
    stage.lab.fault(ID, Fault.of(kind));

    Instance instance = start();
    stage.until("suspended", () -> instance.state().state().equals("disabled"));

    assertThat(instance.read("TSLA").problem()).isEqualTo(problem);
    assertThat(instance.stream().state()).isEqualTo("waiting");
    assertThat(stage.lab.report().providers().get(ID).requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SERVER_ERROR", "RESET", "HTML_200", "TOO_MANY"})
  void connect_failing_isTriedAgainAfterAWhile(Kind kind) throws Exception {
    stage.lab.fault(ID, Fault.of(kind).times(1));

    Instance instance = start();

    untilLive(instance);
    assertThat(stage.lab.report().providers().get(ID).requests()).isEqualTo(2);
    assertThat(instance.state().requests()).isEqualTo(2);
  }

  @Test
  void connect_hangs_isGivenUpAtTheDeadline() throws Exception {
    stage.lab.fault(ID, Fault.of(Kind.HANG).times(1));

    Instance instance = start();

    assertThat(instance.read("TSLA").problem()).isNotNull();
    untilLive(instance);
    assertThat(instance.state().lastProblem()).isEqualTo(Problem.TIMED_OUT);
  }

  @Test
  void connect_quotaSpent_asksNobody() throws Exception {
    ProviderOptions options = stage.options(ID, LOOKBACK);
    Instance instance =
        stage.start(
            ID, StreamStage.with(options, 300, Map.of(), options.stream()), null, limiter -> {
              limiter.next =
                  new Permit(
                      0, "none", 0, "spent", 0, System.currentTimeMillis() + 60_000, Long.MAX_VALUE);
            });
    stage.until("refused", () -> !instance.limiter.asked.isEmpty());

    assertThat(instance.read("TSLA").problem()).isEqualTo(Problem.RATE_LIMITED);
    assertThat(instance.limiter.asked).hasSize(1);
    assertThat(stage.lab.report().providers()).isEmpty();
  }

  @Test
  void undeploy_andDeployAgain_closesTheConnectionAndOpensAnother() throws Exception {
    Instance instance = start();
    untilLive(instance);

    instance.enable(false);
    stage.until("closed", () -> counted().open() == 0);
    assertThat(instance.state().stream()).isNull();
    assertThat(instance.read("TSLA").problem()).isEqualTo(Problem.DISABLED);

    instance.enable(true);
    instance.read("TSLA");
    untilLive(instance);
    assertThat(counted().opened()).isEqualTo(2);
    assertThat(instance.reading("TSLA").posts()).isNotEmpty();
  }

  @Test
  void instances_sharingRedis_oneListensAndAllKnow() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Instance first = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      untilLive(first);
      Instance second = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      stage.until("following", () -> second.stream().state().equals("following"));

      assertThat(second.read("TSLA").problem()).isNull();
      assertThat(counted().opened()).isEqualTo(1);

      first.stop();
      stage.forget(first);

      untilLive(second);
      assertThat(counted().opened()).isEqualTo(2);
      assertThat(counted().peak()).isEqualTo(1);
      // From where the first came, not from the beginning.
      assertThat(second.stream().received()).isLessThan(2_000);
      stage.forget(second);
      second.stop();
    }
  }

  @Test
  void instances_theListenerDies_anotherFollowsInBoundedTimeAndNothingIsLost() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Instance first = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      untilLive(first);
      Instance second = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      stage.until("following", () -> second.stream().state().equals("following"));

      first.kill();
      stage.forget(first);

      untilLive(second);
      assertThat(counted().opened()).isEqualTo(2);
      assertThat(second.stream().gaps()).isZero();
      stage.forget(second);
      second.stop();
    }
  }

  @Test
  void instances_redisDies_eachListensForItself() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Instance first = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      untilLive(first);
      Instance second = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      stage.until("following", () -> second.stream().state().equals("following"));

      redis.kill();

      untilLive(second);
      assertThat(first.stream().state()).isEqualTo("live");
      redis.start();
      stage.until(
          "one of them again",
          () ->
              Set.of(first.stream().state(), second.stream().state())
                  .equals(Set.of("live", "following")));
      stage.forget(first);
      stage.forget(second);
      first.stop();
      second.stop();
    }
  }

  @Test
  void close_everything_leavesNoConnection() throws Exception {
    Instance instance = start();
    untilLive(instance);
    stage.forget(instance);
    instance.stop();
    stage.until("closed", () -> counted().open() == 0);
    assertThat(
            instance.meters.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet()))
        .doesNotContain("windsock.stream.state");
    Fakes.await(stage.vertx.executeBlocking(() -> null));
  }
}
