package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.score.Blend;
import dev.windsock.score.BlendRequest;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.LearnedSymbols;
import dev.windsock.score.SourceView;
import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Reading.Filtered;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SieveTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final long HOUR = 3_600_000;
  private static final CommonSymbols COMMON = CommonSymbols.load();
  private static final String NEWS = "Acme beats estimates as its cloud sales rise in the quarter";

  private final Sieve sieve =
      new Sieve("acme", true, new Fakes.WordScorer(), Fakes.DIRECTORY, Fakes.RESOLVER);
  private final Subject subject = Subject.of(Fakes.acme(), Fakes.DIRECTORY);

  private static Post post(String id, String text, long at, String... symbols) {
    return new Post(id, text, "ana", at, null, null, List.of(symbols), Engagement.UNKNOWN, null);
  }

  private Sieve.Sifted sift(@Nullable Reading earlier, Post... posts) {
    return sieve.sift(List.of(posts), subject, earlier, NOW);
  }

  private static Reading reading(long at, Sieve.Sifted sifted) {
    return new Reading("acme", "ACME", at, null, sifted.posts(), sifted.filtered(), null);
  }

  @Test
  void sift_nearCopies_keepsTheEarliest() {
    Sieve.Sifted sifted =
        sift(
            null,
            post("2", NEWS + " https://example.com/copy", NOW - 1),
            post("1", NEWS, NOW - 2),
            post("3", "Acme misses estimates; shares fall on weak sales of its phones", NOW));
    assertThat(sifted.posts()).extracting(ScoredPost::id).containsExactly("1", "3");
    assertThat(sifted.filtered()).isEqualTo(new Filtered(1, 0, 0));
  }

  @Test
  void sift_shortLookAlikes_areAllKept() {
    assertThat(sift(null, post("1", "$ACME up", 1), post("2", "$ACME up", 2)).posts()).hasSize(2);
  }

  private static Post labelled(
      String id, String text, @Nullable String author, double label, long at) {
    return new Post(id, text, author, at, null, null, List.of(), Engagement.UNKNOWN, label);
  }

  private static Answer blend(Sieve.Sifted sifted) {
    SourceView view =
        new SourceView(
            "acme", new Outcome.Fresh(reading(NOW, sifted)), 1, Duration.ofHours(6), null);
    return new Blend()
        .answer(
            new BlendRequest(
                Fakes.acme(),
                Duration.ofHours(24),
                NOW,
                List.of(view),
                0,
                false,
                new Answer.ScorerId("words", "1"),
                Series.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$ACME", "$ACME 🚀🚀🚀🚀🚀🚀", "@a @b @c @d @e $ACME to the moon"})
  void sift_shortTextOfManyAuthors_isEachOnesOwn(String text) {
    List<Post> posts = new ArrayList<>(List.of(labelled("0", text, "ana", -1, NOW - 100)));
    for (int i = 1; i <= 40; i++) {
      posts.add(labelled("" + i, text, "bo" + i, 1, NOW - 50));
    }
    Answer answer = blend(sift(null, posts.toArray(Post[]::new)));
    assertThat(answer.nPosts()).isEqualTo(41);
    assertThat(answer.filtered()).isEqualTo(Filtered.NONE);
    assertThat(answer.label()).isEqualTo(Answer.Label.BULLISH);
    assertThat(answer.score()).isGreaterThan(.7);
  }

  @Test
  void sift_shortTextOfOneAuthor_isHisOnce() {
    Answer answer =
        blend(sift(null, post("1", "$ACME up", NOW - 2), post("2", "$ACME up!", NOW - 1)));
    assertThat(answer.nPosts()).isEqualTo(1);
    assertThat(answer.filtered().duplicates()).isEqualTo(1);
  }

  @Test
  void sift_shortTextOfUnknownAuthors_isEachOnesOwn() {
    Answer answer =
        blend(
            sift(
                null,
                labelled("1", "$ACME up", null, 1, NOW - 2),
                labelled("2", "$ACME up", null, 1, NOW - 1)));
    assertThat(answer.nPosts()).isEqualTo(2);
  }

  @Test
  void sift_copiesWithOtherLabels_areKept() {
    List<ScoredPost> posts =
        sift(
                null,
                post("1", NEWS, NOW - 9),
                labelled("2", NEWS, "bo", 1, NOW - 8),
                labelled("3", NEWS, "cy", -1, NOW - 7),
                labelled("4", NEWS, "di", -1, NOW - 6))
            .posts();
    assertThat(posts).extracting(ScoredPost::id).containsExactly("1", "2", "3");
  }

  @Test
  void sift_samePostAgain_isNotItsOwnCopyAndNothingIsCountedTwice() {
    Post[] posts = {
      post("1", NEWS, NOW - 5), post("2", NEWS, NOW - 4), post("3", "weather is fine", NOW - 3)
    };
    Sieve.Sifted first = sift(null, posts);
    Sieve.Sifted again = sift(reading(NOW, first), posts);
    assertThat(again.posts()).isEqualTo(first.posts());
    assertThat(first.filtered()).isEqualTo(new Filtered(1, 0, 1));
    assertThat(again.filtered()).isEqualTo(first.filtered());
  }

  @Test
  void sift_moreIsLeftOutLater_isAddedToWhatWas() {
    Sieve.Sifted first = sift(null, post("1", "weather is fine", NOW - 3));
    Sieve.Sifted later = sift(reading(NOW - 2, first), post("2", "it rains", NOW - 1));
    assertThat(later.filtered()).isEqualTo(new Filtered(0, 0, 2));
  }

  @Test
  void sift_spamFromTheFuture_isCountedOnceItsTimeHasCome() {
    Post spam = post("1", "$ACME dm me", NOW + 5 * HOUR);
    Reading reading = Reading.empty("acme", "ACME", NOW - HOUR);
    for (int hour = 0; hour < 5; hour++) {
      reading = read(reading, NOW + hour * HOUR, spam);
      assertThat(reading.filtered()).isEqualTo(Filtered.NONE);
    }
    for (int hour = 5; hour < 9; hour++) {
      reading = read(reading, NOW + hour * HOUR, spam);
      assertThat(reading.filtered()).isEqualTo(new Filtered(0, 1, 0));
    }
  }

  @Test
  void sift_spam_isLeftOut() {
    Sieve.Sifted sifted =
        sift(
            null,
            post("1", "$ACME join our Discord for free signals", NOW),
            post("2", "$ACME $A $B $C $D $E $F $G $H $I $J $K", NOW),
            post("3", "$ACME fine", NOW));
    assertThat(sifted.posts()).extracting(ScoredPost::id).containsExactly("3");
    assertThat(sifted.filtered().spam()).isEqualTo(2);
  }

  @Test
  void sift_manySymbols_areEachLessRelevant() {
    ScoredPost one = sift(null, post("1", "up", NOW, "ACME")).posts().get(0);
    ScoredPost many = sift(null, post("1", "up", NOW, "ACME", "A", "B", "C")).posts().get(0);
    assertThat(one.relevance()).isEqualTo(1);
    assertThat(many.relevance()).isEqualTo(0.5);
  }

  @Test
  void sift_postFromTheFuture_cameNow() {
    ScoredPost post = sift(null, post("1", "$ACME up", NOW + 90_000)).posts().get(0);
    assertThat(post.publishedAtMillis()).isEqualTo(NOW);
    assertThat(post.author()).matches("[0-9a-f]{16}").doesNotContain("ana");
  }

  @ParameterizedTest
  @ValueSource(longs = {5 * HOUR, 73L * 365 * 24 * HOUR})
  void sift_postFromTheFuture_staysWhereItWasFirstSeen(long aheadMillis) {
    Post ahead = post("1", "$ACME up", NOW + aheadMillis);
    Reading reading = Reading.empty("acme", "ACME", NOW - HOUR);
    for (int hour = 0; hour < 9; hour++) {
      reading = read(reading, NOW + hour * HOUR, ahead);
      assertThat(reading.posts()).extracting(ScoredPost::publishedAtMillis).containsExactly(NOW);
    }
  }

  /** What a reader makes of the same page again. */
  private Reading read(Reading earlier, long now, Post post) {
    Sieve.Sifted sifted = sieve.sift(List.of(post), subject, earlier, now);
    return reading(now, sifted).over(earlier, 100, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V|My visa application was rejected|0",
        "V|Visa fees and MAGA|0",
        "V|long $V into earnings|1",
        "META|a meta analysis shows strong gains|0",
        "META|Facebook shares rise 5%|0.9",
        "AAPL|an apple a day|0",
        "AAPL|Apple beats estimates|0.9",
        "ZZQX|ZZQX is up 5%|0.5",
        "ZZQX|zzqx|0",
        "ZQ|ZQ is up 5%|0"
      })
  void sift_untiedPost_countsOnlyWhereTheResolverFindsTheSymbol(
      String code, String text, double relevance) {
    Symbol symbol = Symbol.parse(code);
    Sieve real = new Sieve("news", true, new Fakes.WordScorer(), COMMON, COMMON);
    keeps(real, Subject.of(symbol, COMMON), text, relevance);
  }

  /** Whether the one post is kept with a relevance, or for 0 is not kept. */
  private static void keeps(Sieve sieve, Subject about, String text, double relevance) {
    List<ScoredPost> posts = sieve.sift(List.of(post("1", text, NOW)), about, null, NOW).posts();
    if (relevance == 0) {
      assertThat(posts).isEmpty();
    } else {
      assertThat(posts).extracting(ScoredPost::relevance).containsExactly(relevance);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SMMT|SMMT soars after strong trial results in lung cancer|0.5",
        "SMMT|Summit Therapeutics shares soar on trial data|0.9",
        "SMMT|A summit on therapeutics lifts shares|0",
        "GOOD|So GOOD, shares are up|0",
        "FWONA|Formula Racing Media raises its dividend|0.9",
        "FWONK|Formula Racing Media raises its dividend|0.9",
        "ZZQX|ZZQX is up 5%|0.5"
      })
  void sift_learnedSymbol_isFoundAsOneThatWasKnown(String code, String text, double relevance) {
    LearnedSymbols symbols = new LearnedSymbols(COMMON);
    symbols.learn(
        List.of(
            new Listing(Symbol.parse("SMMT"), "Summit Therapeutics"),
            new Listing(Symbol.parse("GOOD"), "Gladstone Commercial"),
            new Listing(Symbol.parse("FWONA"), "Formula Racing Media"),
            new Listing(Symbol.parse("FWONK"), "Formula Racing Media")));
    Sieve real = new Sieve("news", true, new Fakes.WordScorer(), symbols, symbols);
    Subject about = Subject.of(Symbol.parse(code), symbols);
    keeps(real, about, text, relevance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LTC.US|LTC Properties raises its dividend, $LTC|1",
        "LTC-USD|LTC Properties raises its dividend, $LTC|0",
        "LTC-USD|$LTC breaks out|1",
        "LTC.US|$LTC breaks out|0"
      })
  void sift_cashtagOfACoinAndAShare_feedsTheOneThatIsNamed(
      String code, String text, double relevance) {
    Sieve real = new Sieve("news", true, new Fakes.WordScorer(), COMMON, COMMON);
    Subject about = Subject.of(Symbol.parse(code), COMMON);
    keeps(real, about, text, relevance);
  }

  @Test
  void post_hostileParts_areMadeSafe() {
    Post post =
        new Post(
            "id\r\n" + "x".repeat(500),
            "a\u0000b\ud800c\ud83d\ude80\u2028",
            "ana",
            0,
            null,
            "javascript:alert(1)",
            List.of(),
            Engagement.UNKNOWN,
            7.0);
    assertThat(post.id()).matches("sha256-[0-9a-f]{32}");
    assertThat(post.text()).isEqualTo("a b\ufffdc\ud83d\ude80");
    assertThat(post.url()).isNull();
    assertThat(post.nativeScore()).isEqualTo(1);
    assertThat(post).hasToString("Post[" + post.id() + "]");
  }
}
