package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.option.Secret;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.upstream.StreamStage.Instance;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stream of Alpaca's news, and its history, against their simulator. */
@Timeout(60)
class AlpacaIT {
  private static final String ID = "alpaca";

  /** At this pace the news of two hours may be more than the pages that are read at once. */
  private static final Duration LOOKBACK = Duration.ofHours(1);

  private StreamStage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(LabOptions.defaults().pace(20));
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private ProviderOptions options() {
    return stage.options(ID, LOOKBACK);
  }

  private ProviderOptions options(String key) {
    ProviderOptions base = options();
    return StreamStage.with(
        base,
        300,
        key.isEmpty()
            ? Map.of()
            : Map.of("keyId", Secret.of(key), "secretKey", Secret.of("lab-secret")),
        base.stream());
  }

  private LabReport.Provider counted() {
    return Objects.requireNonNull(stage.lab.report().providers().get(ID));
  }

  private void untilLive(Instance instance) throws Exception {
    stage.until("live", () -> instance.stream().state().equals("live"));
  }

  @Test
  void start_withoutPosition_readsTheHistoryPageByPageAndThenWhatIsNew() throws Exception {
    Instance instance = stage.start(ID, options(), null);
    untilLive(instance);
    stage.until("several pages", () -> instance.stream().matched() > 100);

    stage.until("articles", () -> instance.cached("NVDA") != null);
    Reading reading = instance.reading("NVDA");
    assertThat(reading.posts()).isNotEmpty();
    assertThat(reading.posts())
        .allSatisfy(post -> assertThat(post.url()).startsWith("https://example.com/news/"));
    stage.until("something new", () -> counted().streams().events() > 0);
    assertThat(counted().statuses()).containsOnlyKeys(200);
    // One connection and each page had a permit of its own, and the headers were passed on.
    // More pages may be under way: asked for, and not counted yet.
    stage.until("each counted", () -> instance.limiter.asked.size() == counted().requests());
    stage.until("headers passed on", () -> !instance.limiter.adopted.isEmpty());
  }

  @Test
  void stream_reset_asksForWhatWasMissed() throws Exception {
    Instance instance = stage.start(ID, options(), null);
    untilLive(instance);
    stage.until("something new", () -> counted().streams().events() > 0);
    long before = counted().statuses().getOrDefault(200, 0L);

    stage.lab.fault(ID, Fault.of(Kind.ABORT).times(1));

    stage.until("another connection", () -> counted().streams().opened() == 2);
    stage.until("asked", () -> counted().statuses().getOrDefault(200, 0L) > before);
    untilLive(instance);
    assertThat(instance.stream().gaps()).isZero();
    assertThat(counted().streams().peak()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"bad-key, UNAUTHORIZED", "limited-key, DISABLED", "'', UNAUTHORIZED"})
  void connect_notLetIn_isLeftAlone(String key, Problem problem) throws Exception {
    Instance instance = stage.start(ID, options(key), null);
    stage.until("suspended", () -> instance.state().state().equals("disabled"));

    assertThat(instance.read("NVDA").problem()).isEqualTo(problem);
    assertThat(counted().requests()).isEqualTo(1);
  }

  @Test
  void connect_accountConnectedAlready_waitsForItsTurn() throws Exception {
    Instance first = stage.start(ID, options(), null);
    untilLive(first);

    Instance second = stage.start(ID, options(), null);

    stage.until("refused", () -> second.state().lastProblem() == Problem.RATE_LIMITED);
    assertThat(second.stream().state()).isEqualTo("waiting");
    assertThat(second.state().breaker()).isEqualTo("closed");
    assertThat(first.stream().state()).isEqualTo("live");
    assertThat(counted().streams().peak()).isEqualTo(1);
  }

  @Test
  void instances_sharingRedis_neverMakeTwoConnections() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Instance first = stage.start(ID, options(), redis);
      untilLive(first);
      Instance second = stage.start(ID, options(), redis);
      stage.until("following", () -> second.stream().state().equals("following"));
      stage.until("told", () -> second.reads("NVDA"));

      stage.forget(first);
      first.stop();
      untilLive(second);
      // Each was let in at its first try: nobody was in another's way.
      assertThat(counted().streams().opened()).isEqualTo(2);
      assertThat(counted().streams().peak()).isEqualTo(1);
      assertThat(counted().asked()).containsEntry("stream", 2L);
      assertThat(second.stream().gaps()).isZero();
      stage.forget(second);
      second.stop();
    }
  }
}
