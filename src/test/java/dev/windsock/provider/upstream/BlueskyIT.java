package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.ProviderMessages.StreamState;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.upstream.StreamStage.Instance;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final Duration LOOKBACK = Duration.ofSeconds(20);

  private StreamStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(LabOptions.defaults().pace(5));
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

  private long requests() {
    return Objects.requireNonNull(stage.lab.report().providers().get(ID)).requests();
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

    // How many there are is the lab's chance; without the wait there would be none.
    assertThat(reading.posts()).isNotEmpty();
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
    assertThat(instance.meters.get("windsock.stream.state").tag("state", "live").gauge().value())
        .isEqualTo(1);
    assertThat(instance.limiter.asked).hasSize(1);
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
  void stream_reset_isMadeAnewAfterAWhile() throws Exception {
    Instance instance = start();
    untilLive(instance);
    stage.lab.fault(ID, Fault.of(Kind.ABORT).times(1));
    stage.until("another connection", () -> counted().opened() == 2);
    stage.until("what came before again", () -> instance.stream().duplicates() > 0);
    untilLive(instance);

    assertThat(instance.stream().gaps()).isZero();
    assertThat(instance.limiter.asked).hasSize(2);
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
    assertThat(requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SERVER_ERROR", "RESET", "HTML_200"})
  void connect_failing_isTriedAgainAfterAWhile(Kind kind) throws Exception {
    stage.lab.fault(ID, Fault.of(kind).times(1));

    Instance instance = start();

    untilLive(instance);
    assertThat(requests()).isEqualTo(2);
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
            ID,
            StreamStage.with(options, 300, Map.of(), options.stream()),
            null,
            limiter -> {
              limiter.next =
                  new Permit(
                      0,
                      "none",
                      0,
                      "spent",
                      0,
                      System.currentTimeMillis() + 60_000,
                      Long.MAX_VALUE);
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
  void instances_theListenerDies_anotherFollowsInBoundedTimeAndNothingIsLost() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Instance first = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      untilLive(first);
      Instance second = stage.start(ID, stage.options(ID, LOOKBACK), redis);
      stage.until("following", () -> second.stream().state().equals("following"));

      // It has to hear of the other by way of Redis first.
      stage.until("told", () -> second.answers("TSLA"));
      assertThat(counted().opened()).isEqualTo(1);

      first.kill();
      stage.forget(first);

      untilLive(second);
      assertThat(counted().opened()).isEqualTo(2);
      assertThat(counted().peak()).isEqualTo(1);
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
              !first.stream().state().equals(second.stream().state())
                  && Stream.of(first, second)
                      .allMatch(one -> Set.of("live", "following").contains(one.stream().state())));
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
