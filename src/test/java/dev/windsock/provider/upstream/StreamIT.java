package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.ProviderMessages.StreamState;
import dev.windsock.lab.LabOptions;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.StreamOptions;
import dev.windsock.provider.upstream.StreamStage.Instance;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of each event, by a stream of which every event is known. */
@Timeout(60)
class StreamIT {
  private StreamStage stage;
  private ScriptedJetstream stream;
  private Instance instance;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(LabOptions.defaults());
    stream = new ScriptedJetstream(stage.vertx);
    instance = start();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private Instance start() throws Exception {
    Instance started = start(stream.url(), Duration.ofSeconds(5));
    stage.until("live", () -> started.stream().state().equals("live"));
    return started;
  }

  private Instance start(String url, Duration idleTimeout) throws Exception {
    ProviderOptions base = stage.options("bluesky", Duration.ofMinutes(1));
    return stage.start(
        "bluesky",
        StreamStage.with(
            base,
            10_000,
            Map.of(),
            new StreamOptions(url, Duration.ofMinutes(1), Duration.ofMillis(20), idleTimeout)),
        null);
  }

  private List<String> held(String symbol) {
    return held(instance, symbol);
  }

  private static List<String> held(Instance instance, String symbol) {
    Reading cached = instance.cached(symbol);
    return cached == null
        ? List.of()
        : cached.posts().stream()
            .map(ScoredPost::id)
            .map(id -> id.substring(id.indexOf('/') + 1))
            .sorted()
            .toList();
  }

  private void untilHeld(String symbol, String... keys) throws Exception {
    stage.until(symbol + " " + List.of(keys), () -> held(symbol).equals(List.of(keys)));
  }

  @Test
  void create_cashtagNameOrNothing_isMatchedHere() throws Exception {
    stream.create("a", "$TSLA is up");
    stream.create("b", "Microsoft beats");
    stream.create("c", "rain again");
    stream.create("d", "long $TSLA, short $F");

    untilHeld("TSLA", "a", "d");
    untilHeld("MSFT", "b");
    untilHeld("F", "d");
    StreamState state = instance.stream();
    assertThat(state.matched()).isEqualTo(3);
    assertThat(state.received()).isEqualTo(4);
    assertThat(instance.changed).contains("TSLA", "MSFT", "F");
    assertThat(instance.reading("TSLA").posts()).hasSize(2);
  }

  @Test
  void update_otherText_replacesThePostAndLeavesWhatItIsNoLongerAbout() throws Exception {
    stream.create("a", "$TSLA is great");
    untilHeld("TSLA", "a");
    ScoredPost before = instance.reading("TSLA").posts().get(0);

    stream.update("a", "$F and $TSLA are terrible");

    untilHeld("F", "a");
    untilHeld("TSLA", "a");
    assertThat(instance.reading("TSLA").posts().get(0).score()).isLessThan(before.score());

    stream.update("a", "nothing of the sort");

    untilHeld("TSLA");
    untilHeld("F");
  }

  @Test
  void delete_heldPost_isGoneEverywhereAndTold() throws Exception {
    stream.create("a", "$TSLA and $F up");
    stream.create("b", "$TSLA down");
    untilHeld("TSLA", "a", "b");
    untilHeld("F", "a");
    stage.until("told", () -> instance.changed.contains("F"));
    instance.changed.clear();

    stream.delete("a");

    untilHeld("TSLA", "b");
    untilHeld("F");
    stage.until("told", () -> instance.changed.containsAll(List.of("TSLA", "F")));
    assertThat(instance.reading("F").posts()).isEmpty();
  }

  @Test
  void delete_inTheSameRoundOrBeforeAReplay_staysGone() throws Exception {
    stream.create("a", "$TSLA up");
    stream.delete("a");
    stream.create("b", "$TSLA down");
    untilHeld("TSLA", "b");

    stream.abort();
    stage.until("again", () -> stream.connections() == 2);
    stream.create("c", "$TSLA flat");

    untilHeld("TSLA", "b", "c");
    assertThat(instance.stream().duplicates()).isPositive();
  }

  @Test
  void aborts_inTheMidstOfPosts_loseNothingAndDoubleNothing() throws Exception {
    int posts = 600;
    for (int i = 0; i < posts; i++) {
      stream.create(String.format("p%04d", i), "$TSLA number " + i);
      if (i % 150 == 75) {
        stream.abort();
      }
      if (i % 150 == 149) {
        int connections = 2 + i / 150;
        stage.until("again", () -> stream.connections() == connections);
      }
    }

    stage.until("all", () -> held("TSLA").size() == posts);
    assertThat(held("TSLA"))
        .isEqualTo(IntStream.range(0, posts).mapToObj(i -> String.format("p%04d", i)).toList());
    assertThat(instance.stream().gaps()).isZero();
  }

  @Test
  void messages_ofAnyShape_areCountedAndPassedOver() throws Exception {
    List<String> odd =
        List.of(
            "",
            "{}",
            "[]",
            "null",
            "{\"did\":\"did:plc:x\",\"time_us\":\"soon\"}",
            "{\"time_us\":-1,\"kind\":\"commit\"}",
            "[".repeat(5_000),
            "\"text\"",
            "\ud83d");
    odd.forEach(text -> stream.say(ScriptedJetstream.nowMicros(), text));
    // In the far future: were it believed, what comes next would be passed over after an abort.
    stream.say(
        ScriptedJetstream.nowMicros(),
        "{\"did\":\"d\",\"time_us\":9007199254740991,\"kind\":\"identity\"}");
    stream.create("a", "$TSLA up");
    untilHeld("TSLA", "a");
    assertThat(instance.stream().malformed()).isEqualTo(odd.size());

    stream.abort();
    stage.until("again", () -> stream.connections() == 2);
    stream.create("b", "$TSLA down");
    untilHeld("TSLA", "a", "b");
  }

  @Test
  void message_tooLargeAtTheSamePlaceForEver_isPassedByInTheEnd() throws Exception {
    stream.create("a", "$TSLA up");
    untilHeld("TSLA", "a");

    stream.say(ScriptedJetstream.nowMicros(), "x".repeat(300_000));

    stage.until("passed by", () -> instance.stream().gaps() == 1);
    stage.until("live", () -> instance.stream().state().equals("live"));
    stream.create("b", "$TSLA down");
    untilHeld("TSLA", "a", "b");
  }

  @Test
  void burst_ofManyPostsOnOneSymbol_isWrittenAndToldInFewTurns() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      stream.create("p" + i, "$TSLA number " + i);
    }
    stage.until("all", () -> held("TSLA").size() == 1_000);
    assertThat(instance.changed.stream().filter("TSLA"::equals).count()).isLessThan(100);
  }

  @Test
  void backlog_moreThanFits_isReadToTheEndInOrder() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      stream.create("p" + i, i % 4 == 0 ? "$TSLA number " + i : "rain again");
    }

    Instance late = start();

    stage.until("all", () -> held(late, "TSLA").size() == 1_250);
    assertThat(late.stream().dropped()).isZero();
    assertThat(late.stream().received()).isEqualTo(5_000);
  }

  @Test
  void connect_refusedAFewTimes_comesBack() throws Exception {
    stream.refuseNext(3);
    stream.abort();
    stage.until("again", () -> stream.connections() == 2);
    stream.create("a", "$TSLA up");
    untilHeld("TSLA", "a");
    assertThat(instance.state().failures()).isEqualTo(3);
  }

  @Test
  void peer_thatAnswersNoPing_isLeftForANewConnection() throws Exception {
    MutePeer mute = new MutePeer(stage.vertx);
    start(mute.url(), Duration.ofMillis(500));
    stage.until("another connection", () -> mute.connections() >= 2);
    assertThat(mute.pings()).isPositive();
  }
}
