package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Reading.Filtered;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldTest {
  private static final String ID = "stream:ACME:words-1";
  private static final long SECOND_NANOS = 1_000_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final ProviderParts parts = Fakes.parts(clock, Bus.register(vertx));
  private final MapCache<Reading> cache = new MapCache<>();

  /** One that listens, and what it holds. */
  private final class Instance {
    private final Held held =
        new Held(
            "stream",
            Fakes.options("", Duration.ofSeconds(1), Fakes.patient()),
            parts,
            cache,
            new FeedStore(1 << 20));
    private final StreamSieve sieve = new StreamSieve("stream", parts, held);

    /** Hears posts in one round, a second after the last one. */
    void hear(Post... heard) throws Exception {
      clock.advance(Duration.ofNanos(SECOND_NANOS));
      Map<String, Post> posts = new LinkedHashMap<>();
      Map<String, Map<String, Double>> symbols = new LinkedHashMap<>();
      for (Post post : heard) {
        posts.put(post.id(), post);
        symbols.put(post.id(), Map.of("ACME", 1.0));
      }
      List<StreamSieve.Lot> lots =
          sieve.lots(new StreamReader.Sorted(posts, symbols, Set.of(), null, null));
      Fakes.await(held.write(sieve.sift(lots, clock.millis()), clock.millis()));
    }

    Reading read() {
      return Objects.requireNonNull(held.read(new Wanted("ACME", cache.values.get(ID))).reading());
    }
  }

  @AfterEach
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  private Post post(String id, String text) {
    // Said after the last round, and heard in the next.
    return new Post(
        id, text, "ana", clock.millis() + 1, null, null, List.of("ACME"), Engagement.UNKNOWN, null);
  }

  private Reading cached() {
    return Objects.requireNonNull(cache.values.get(ID));
  }

  @Test
  void write_manyUpdates_countWhatWasLeftOutOnce() throws Exception {
    Instance one = new Instance();
    one.hear(post("0", "beat"), post("spam", "dm me"));
    for (int i = 1; i <= 31; i++) {
      one.hear(post("" + i, "beat number " + i));
      assertThat(cached().filtered()).isEqualTo(new Filtered(0, 1, 0));
      assertThat(one.read().filtered()).isEqualTo(new Filtered(0, 1, 0));
    }
    assertThat(cached().posts()).hasSize(32);
  }

  @Test
  void write_nothingButSpam_isCountedWithTheNextPost() throws Exception {
    Instance one = new Instance();
    one.hear(post("0", "beat"));
    Post spam = post("spam", "dm me");
    one.hear(spam);
    assertThat(one.read().filtered().spam()).isEqualTo(1);
    one.hear(spam);
    one.hear(post("1", "beat again"));
    assertThat(cached().filtered().spam()).isEqualTo(1);
  }

  @Test
  void write_anotherInstanceListensOn_countsOn() throws Exception {
    Post spam = post("spam", "dm me");
    new Instance().hear(post("0", "beat"), spam);
    Instance next = new Instance();
    next.hear(spam, post("1", "beat again"));
    assertThat(cached().filtered().spam()).isEqualTo(1);
    next.hear(post("more", "dm me"), post("2", "beat once more"));
    assertThat(cached().filtered().spam()).isEqualTo(2);
  }

  @Test
  void write_changedByAnotherInstanceMeanwhile_itsVersionStands() throws Exception {
    Instance one = new Instance();
    one.hear(post("0", "a beat"));
    new Instance().hear(post("0", "a miss"));
    assertThat(one.read().posts()).extracting(ScoredPost::score).containsExactly(-.8);
    one.hear(post("1", "a beat"));
    assertThat(cached().posts()).extracting(ScoredPost::score).containsExactly(.8, -.8);
  }
}
