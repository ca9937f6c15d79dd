package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.ProviderMessages.AcceptPosts;
import dev.windsock.bus.ProviderMessages.OwnPost;
import dev.windsock.bus.ProviderMessages.PostsAccepted;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.score.SymbolResolver;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final SymbolResolver CASHTAGS =
      text ->
          text.toString().contains("$ACME")
              ? List.of(new SymbolResolver.Mention(Symbol.parse("ACME"), 1))
              : List.of();

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final ManualClock clock = new ManualClock();
  private final MapCache<Reading> cache = new MapCache<>();
  private final BlockingQueue<SentimentChanged> news = new LinkedBlockingQueue<>();

  @BeforeEach
  void deploy() throws Exception {
    bus.listen(Addresses.SENTIMENT_CHANGED, SentimentChanged.class, news::add);
    deployFeed();
  }

  private String deployFeed() throws Exception {
    return Fakes.await(
        vertx.deployVerticle(
            new FeedVerticle(
                Fakes.options("", Duration.ofSeconds(1), Fakes.patient()),
                Fakes.parts(clock, bus),
                CASHTAGS,
                cache)));
  }

  @AfterEach
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  private OwnPost post(String id, String text, String... symbols) {
    return new OwnPost(
        id,
        text,
        Instant.ofEpochMilli(clock.millis() - 1_000),
        List.of(symbols),
        "ana",
        "https://example.com/" + id,
        null,
        "mine");
  }

  private PostsAccepted accept(OwnPost... posts) throws Exception {
    return Fakes.await(
        bus.ask(
            Addresses.POSTS_ACCEPT, new AcceptPosts(List.of(posts)), PostsAccepted.class, 9_000));
  }

  private Reading read(String symbol) throws Exception {
    ReadReply reply =
        Fakes.await(
            bus.ask(
                Addresses.providerRead("feed"),
                new ReadRequest(List.of(new Wanted(symbol, null)), Priority.INTERACTIVE, 1_000),
                ReadReply.class,
                2_000));
    return Objects.requireNonNull(reply.reads().get(0).reading());
  }

  @Test
  void accept_posts_areScoredAndReadable() throws Exception {
    PostsAccepted accepted =
        accept(post("1", "$ACME will beat"), post("2", "a miss", "TSLA"), post("3", "weather"));

    assertThat(accepted).isEqualTo(new PostsAccepted(3, 2, List.of("ACME", "TSLA"), List.of("3")));
    assertThat(read("ACME").posts()).extracting(ScoredPost::score).containsExactly(0.8);
    assertThat(read("TSLA").posts()).extracting(ScoredPost::score).containsExactly(-0.8);
    assertThat(read("MSFT").posts()).isEmpty();
    assertThat(news.poll(9, TimeUnit.SECONDS))
        .isEqualTo(new SentimentChanged("feed", List.of("ACME", "TSLA")));
    assertThat(cache.values).containsOnlyKeys("feed:ACME:words-1", "feed:TSLA:words-1");
  }

  @Test
  void accept_again_changesNothing() throws Exception {
    accept(post("1", "$ACME will beat"), post("2", "$ACME flat", "ACME", "TSLA"));
    news.poll(9, TimeUnit.SECONDS);
    Reading before = read("ACME");

    PostsAccepted again =
        accept(post("1", "$ACME will beat"), post("2", "$ACME flat", "ACME", "TSLA"));

    assertThat(again).isEqualTo(new PostsAccepted(2, 0, List.of(), List.of()));
    assertThat(read("ACME")).isEqualTo(before);
    assertThat(news).isEmpty();
  }

  @Test
  void accept_changedText_replacesThePost() throws Exception {
    accept(post("1", "$ACME will beat"));
    PostsAccepted changed = accept(post("1", "$ACME will miss"));
    assertThat(changed.changed()).isEqualTo(1);
    assertThat(read("ACME").posts()).extracting(ScoredPost::score).containsExactly(-0.8);
  }

  @Test
  void accept_onAnotherInstance_knowsWhatTheCacheKnows() throws Exception {
    String first = deployFeed();
    accept(post("1", "$ACME will beat"));
    Fakes.await(vertx.undeploy(first));
    assertThat(accept(post("1", "$ACME will beat")).changed()).isZero();
  }

  @Test
  void accept_cacheOutOfOrder_losesNothing() throws Exception {
    cache.broken = true;
    assertThat(accept(post("1", "$ACME will beat")).changed()).isEqualTo(1);
    assertThat(read("ACME").posts()).hasSize(1);
    assertThat(accept(post("1", "$ACME will beat")).changed()).isZero();
  }

  @Test
  void accept_moreThanAReadingKeeps_staysIdempotent() throws Exception {
    List<OwnPost> many = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      many.add(post("p" + i, "$ACME number " + i));
    }
    OwnPost[] posts = many.toArray(new OwnPost[0]);
    assertThat(accept(posts).changed()).isEqualTo(200);
    assertThat(accept(posts).changed()).isZero();
    assertThat(read("ACME").posts()).hasSize(200);
  }

  @Test
  void accept_noSymbol_isNamedWithItsPlace() {
    assertThatThrownBy(() -> accept(post("1", "x", "ACME"), post("2", "x", "no symbol!")))
        .hasMessageContaining("posts[1].symbol");
  }

  @Test
  void put_beyondTheBudget_dropsWhatWasLeftAloneLongest() {
    FeedStore store = new FeedStore(3 * 1_000);
    for (int i = 0; i < 1_000; i++) {
      store.put(Reading.empty("feed", "S" + i, 0));
      store.get("S0");
      assertThat(store.bytes()).isLessThanOrEqualTo(3_000);
    }
    assertThat(store.size()).isEqualTo(15);
    assertThat(store.get("S0")).isNotNull();
    assertThat(store.get("S1")).isNull();
  }
}
