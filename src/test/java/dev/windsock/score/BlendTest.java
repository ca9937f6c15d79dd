package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlendTest {
  private static final long NOW = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Answer.ScorerId SCORER = new Answer.ScorerId("test", "1");
  private static final Blend BLEND = new Blend();

  private int made;

  private ScoredPost post(double score, long agoMillis, @Nullable String author) {
    return new ScoredPost(
        "p" + made,
        NOW - agoMillis,
        score,
        1,
        1,
        null,
        author,
        null,
        false,
        // Far apart in all bits, so that none is a duplicate.
        0x9e3779b97f4a7c15L * ++made,
        List.of());
  }

  private static ScoredPost with(ScoredPost p, String id, double confidence, double engagement) {
    return copy(p, id, confidence, engagement, null, p.labelled(), p.fingerprint());
  }

  private static ScoredPost with(ScoredPost p, long fingerprint, boolean labelled) {
    return copy(p, p.id(), p.confidence(), p.engagement(), null, labelled, fingerprint);
  }

  private static ScoredPost followed(ScoredPost p, @Nullable Long followers) {
    return copy(
        p, p.id(), p.confidence(), p.engagement(), followers, p.labelled(), p.fingerprint());
  }

  private static ScoredPost copy(
      ScoredPost p,
      String id,
      double confidence,
      @Nullable Double engagement,
      @Nullable Long followers,
      boolean labelled,
      long fingerprint) {
    return new ScoredPost(
        id,
        p.publishedAtMillis(),
        p.score(),
        confidence,
        p.relevance(),
        engagement,
        followers,
        p.author(),
        p.url(),
        labelled,
        fingerprint,
        p.terms());
  }

  private static SourceView fresh(String id, List<ScoredPost> posts) {
    return source(id, new Outcome.Fresh(reading(id, posts)), 1);
  }

  private static Reading reading(String id, List<ScoredPost> posts) {
    return new Reading(
        id,
        "ACME",
        NOW - 12_000,
        null,
        posts,
        new Reading.Filtered(1, 2, 3),
        new Reading.QuotaLeft(141, NOW + HOUR));
  }

  private static SourceView source(String id, Outcome outcome, double weight) {
    return new SourceView(id, outcome, weight, Duration.ofHours(6), "near");
  }

  private static Answer blend(List<SourceView> sources) {
    return blend(sources, 10_000, null);
  }

  private static Answer blend(List<SourceView> sources, int evidence, @Nullable Double prior) {
    return BLEND.answer(
        new BlendRequest(
            Symbol.parse("ACME"),
            DAY,
            NOW,
            sources,
            evidence,
            false,
            SCORER,
            prior == null ? Series.EMPTY : longRun(sources, prior.floatValue())));
  }

  /** Much was said days ago, all of it of one mean. */
  private static Series longRun(List<SourceView> sources, float mean) {
    Map<String, List<Series.Hour>> hours = new HashMap<>();
    int hour = Series.hourOf(NOW) - 100;
    sources.forEach(
        source -> hours.put(source.id(), List.of(new Series.Hour(hour, 50, 50, mean, 0))));
    return new Series(hours);
  }

  private List<ScoredPost> many(int count, double score) {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      posts.add(post(score, 0, null));
    }
    return posts;
  }

  private static double score(Answer answer) {
    Double score = answer.score();
    assertThat(score).isNotNull();
    return score == null ? 0 : score;
  }

  private static double end(Answer answer, int which) {
    return Objects.requireNonNull(answer.ci95()).get(which);
  }

  @Test
  void answer_noSources_isNoDataAndNeverZero() {
    Answer answer = blend(List.of());
    assertThat(answer.status()).isEqualTo(Answer.Status.NO_DATA);
    assertThat(answer.score()).isNull();
    assertThat(answer.label()).isNull();
    assertThat(answer.ci95()).isNull();
    assertThat(answer.distribution()).isNull();
    assertThat(answer.ageS()).isNull();
    assertThat(answer.confidence()).isZero();
    assertThat(answer.change()).containsOnlyKeys("1h", "24h", "7d").containsEntry("1h", null);
  }

  @Test
  void answer_emptyReading_isNoDataWithAnEmptySource() {
    Answer answer = blend(List.of(fresh("a", List.of())));
    assertThat(answer.status()).isEqualTo(Answer.Status.NO_DATA);
    assertThat(answer.score()).isNull();
    assertThat(answer.sources().get(0).status()).isEqualTo("empty");
    assertThat(answer.sources().get(0).score()).isNull();
    assertThat(answer.ageS()).isEqualTo(12);
  }

  @Test
  void answer_neutralPosts_isZeroAndNotNoData() {
    Answer answer = blend(List.of(fresh("a", many(20, 0))));
    assertThat(answer.score()).isEqualTo(0);
    assertThat(answer.label()).isEqualTo(Answer.Label.NEUTRAL);
    assertThat(answer.status()).isEqualTo(Answer.Status.OK);
  }

  @Test
  void answer_equalPosts_followsTheFormulaByHand() {
    Answer answer = blend(List.of(fresh("a", many(30, .6))));
    // n = 30, m = .6, v = 0: score = 18/40; σ² = 10·.25/40; margin = 1.96·√(σ²/40).
    assertThat(score(answer)).isEqualTo(18.0 / 40, within(1e-12));
    assertThat(answer.nEff()).isEqualTo(30, within(1e-9));
    assertThat(answer.confidence()).isEqualTo(30.0 / 40, within(1e-12));
    double margin = 1.96 * Math.sqrt(2.5 / 40 / 40);
    assertThat(end(answer, 0)).isEqualTo(.45 - margin, within(1e-12));
    assertThat(end(answer, 1)).isEqualTo(.45 + margin, within(1e-12));
    assertThat(answer.label()).isEqualTo(Answer.Label.BULLISH);
  }

  @Test
  void answer_authorsOfDifferentStanding_weighHalfToOneAndAHalf() {
    List<ScoredPost> posts = new ArrayList<>();
    many(20, 1).forEach(post -> posts.add(followed(post, 0L)));
    many(20, -1).forEach(post -> posts.add(followed(post, 99L)));
    many(20, 0).forEach(post -> posts.add(followed(post, null)));
    Answer answer = blend(List.of(fresh("a", posts)));
    // w = .5, 1.5, 1: m = -20/60, n = 60² / (20·.25 + 20·2.25 + 20).
    double n = 3600.0 / 70;
    assertThat(answer.nEff()).isEqualTo(n, within(1e-9));
    assertThat(score(answer)).isEqualTo(-n / 3 / (10 + n), within(1e-12));
  }

  @Test
  void answer_twoSources_poolsVarianceWithinAndBetween() {
    Answer answer =
        blend(List.of(fresh("a", many(20, 1)), source("b", freshOf("b", many(20, -1)), 2)));
    // n = 20 + 2·20; sum = 20 − 40; all mean −1/3; v = 1 − 1/9.
    assertThat(score(answer)).isEqualTo(-20.0 / 70, within(1e-12));
    double v = 1 - 1.0 / 9;
    double margin = 1.96 * Math.sqrt((2.5 + 60 * v) / 70 / 70);
    assertThat(end(answer, 1)).isEqualTo(-20.0 / 70 + margin, within(1e-12));
    assertThat(answer.label()).isEqualTo(Answer.Label.BEARISH);
  }

  private static Outcome freshOf(String id, List<ScoredPost> posts) {
    return new Outcome.Fresh(reading(id, posts));
  }

  @Test
  void answer_postsDisagree_isMixed() {
    List<ScoredPost> posts = many(20, 1);
    posts.addAll(many(20, -1));
    assertThat(blend(List.of(fresh("a", posts))).label()).isEqualTo(Answer.Label.MIXED);
  }

  @Test
  void answer_randomReadings_contributionsSumToTheScore() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<SourceView> sources = new ArrayList<>();
      for (int k = random.nextInt(5); k >= 0; k--) {
        List<ScoredPost> posts = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
          ScoredPost p =
              post(
                  random.nextDouble() * 2 - 1,
                  (long) (random.nextDouble() * 30 * HOUR),
                  random.nextInt(3) == 0 ? null : "ana" + random.nextInt(8));
          posts.add(with(p, p.id(), random.nextDouble(), random.nextInt(1000)));
        }
        sources.add(source("s" + k, freshOf("s" + k, posts), random.nextDouble() * 3));
      }
      double prior = random.nextDouble() * 2 - 1;
      Answer answer = blend(sources, 10_000, prior);
      if (answer.status() == Answer.Status.NO_DATA) {
        continue;
      }
      double sum = answer.prior().mean() * answer.prior().weight() / (10 + answer.nEff());
      for (Answer.Evidence evidence : answer.evidence()) {
        sum += evidence.contribution();
      }
      assertThat(sum).isEqualTo(score(answer), within(1e-9));
      assertThat(answer.evidence()).hasSize(answer.nPosts());
      assertThat(score(answer)).isBetween(-1.0, 1.0);
      assertThat(end(answer, 0)).isBetween(-1.0, score(answer));
      assertThat(end(answer, 1)).isBetween(score(answer), 1.0);
      assertThat(answer.nEff()).isGreaterThan(0).isFinite();
      Answer.Distribution shares = Objects.requireNonNull(answer.distribution());
      assertThat(shares.bullish() + shares.neutral() + shares.bearish()).isEqualTo(1, within(1e-9));
    }
  }

  @Test
  void answer_sameReadingsTwice_isTheSame() {
    List<SourceView> sources = List.of(fresh("a", many(50, .3)), fresh("b", many(9, -.3)));
    assertThat(blend(sources)).isEqualTo(blend(sources));
  }

  @Test
  void answer_olderPost_countsHalfAfterItsHalfLife() {
    Answer answer = blend(List.of(fresh("a", List.of(post(1, 0, null), post(-1, 6 * HOUR, null)))));
    // Weights 1 and .5: m = 1/3, n = 1.5² / 1.25.
    assertThat(answer.sources().get(0).score()).isEqualTo(1.0 / 3, within(1e-9));
    assertThat(answer.nEff()).isEqualTo(1.8, within(1e-9));
  }

  @Test
  void answer_postsOutsideTheWindow_doNotCount() {
    Answer answer =
        blend(
            List.of(
                fresh(
                    "a", List.of(post(1, 24 * HOUR, null), post(1, -1, null), post(-1, 5, null)))));
    assertThat(answer.nPosts()).isEqualTo(1);
    assertThat(score(answer)).isNegative();
  }

  @Test
  void answer_nearDuplicates_countOnceAndAreReported() {
    ScoredPost first = post(1, 10, "ana");
    List<ScoredPost> posts = new ArrayList<>(List.of(first));
    for (int i = 0; i < 50; i++) {
      posts.add(
          new ScoredPost(
              "copy" + i,
              NOW - 5,
              1,
              1,
              1,
              null,
              "bo" + i,
              null,
              false,
              first.fingerprint() ^ (1L << (i % 60)),
              List.of()));
    }
    Answer answer = blend(List.of(fresh("a", posts)));
    assertThat(answer.nPosts()).isEqualTo(1);
    assertThat(answer.filtered()).isEqualTo(new Reading.Filtered(51, 2, 3));
    assertThat(answer.buzz().mentions()).isEqualTo(51);
    assertThat(answer.evidence().get(0).id()).isEqualTo(first.id());
  }

  @Test
  void answer_copiesWithOppositeLabels_areNoCopies() {
    List<ScoredPost> posts = new ArrayList<>(List.of(post(0, 40, null)));
    long print = posts.get(0).fingerprint();
    for (int i = 0; i < 10; i++) {
      posts.add(with(post(1, 30, null), print, true));
      posts.add(with(post(-1, 20, null), print, true));
    }
    Answer answer = blend(List.of(fresh("a", posts)));
    // Who says nothing goes with the first who does; the others are one more.
    assertThat(answer.evidence()).extracting(Answer.Evidence::score).containsExactly(-1.0, 0.0);
    assertThat(answer.filtered().duplicates()).isEqualTo(1 + 19);
  }

  @Test
  void answer_oneAuthorFloods_holdsATenthOfTheSourcesWeight() {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      posts.add(post(1, 0, "flood"));
    }
    for (int i = 0; i < 20; i++) {
      posts.add(post(-1, 0, "ana" + i));
    }
    Answer answer = blend(List.of(fresh("a", posts)));
    assertThat(answer.sources().get(0).score()).isEqualTo(-.8, within(1e-9));
    assertThat(answer.nEff()).isLessThan(25);
    assertThat(answer.buzz().authors()).isEqualTo(21);
  }

  @Test
  void answer_fewAuthors_eachCountsForHisWeightiestPostAtMost() {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      posts.add(post(1, 0, "flood"));
    }
    posts.add(post(-1, 0, "ana"));
    Answer answer = blend(List.of(fresh("a", posts)));
    assertThat(answer.sources().get(0).score()).isEqualTo(0, within(1e-9));
    assertThat(answer.nEff()).isEqualTo(2, within(1e-9));
    assertThat(answer.status()).isEqualTo(Answer.Status.LOW_VOLUME);
  }

  @Test
  void answer_engagement_liftsWeightUpToThree() {
    ScoredPost quiet = with(post(-1, 0, null), "q", 1, 0);
    ScoredPost loud = with(post(1, 0, null), "l", 1, 1e6);
    Answer answer = blend(List.of(fresh("a", List.of(quiet, loud))));
    // The 95th percentile is the loud one itself: weights 1 and 2.
    assertThat(answer.sources().get(0).score()).isEqualTo(1.0 / 3, within(1e-9));
    ScoredPost odd = with(post(1, 0, null), "o", 1, Double.NaN);
    assertThat(score(blend(List.of(fresh("a", List.of(odd)))))).isFinite().isPositive();
  }

  @Test
  void answer_sourceMissing_isPartialAndLessSure() {
    Outcome missing = new Outcome.Missing(Problem.RATE_LIMITED, NOW + HOUR);
    Answer answer = blend(List.of(fresh("a", many(30, .5)), source("x", missing, 3)));
    assertThat(answer.status()).isEqualTo(Answer.Status.PARTIAL);
    assertThat(answer.confidence()).isEqualTo(.75 / 4, within(1e-12));
    Answer.Source line = answer.sources().get(1);
    assertThat(line.status()).isEqualTo("rate_limited");
    assertThat(line.retryAt()).isEqualTo(Instant.ofEpochMilli(NOW + HOUR));
    assertThat(answer.warnings()).containsExactly("x gave nothing: rate_limited.");
  }

  @Test
  void answer_upstreamDoesNotKnowTheSymbol_isNotPartial() {
    Outcome unknown = new Outcome.Missing(Problem.NOT_FOUND, null);
    Answer answer = blend(List.of(fresh("a", many(30, .5)), source("x", unknown, 1)));
    assertThat(answer.status()).isEqualTo(Answer.Status.OK);
    assertThat(answer.sources().get(1).status()).isEqualTo("not_found");
  }

  @Test
  void answer_staleSource_isUsedAndSaid() {
    Outcome stale = new Outcome.Stale(reading("a", many(30, .5)), Problem.TIMED_OUT, NOW + 1000);
    Answer answer = blend(List.of(source("a", stale, 1)));
    assertThat(answer.status()).isEqualTo(Answer.Status.STALE);
    assertThat(answer.stale()).isTrue();
    assertThat(score(answer)).isPositive();
    Answer.Source line = answer.sources().get(0);
    assertThat(line.status()).isEqualTo("stale");
    assertThat(line.reason()).isEqualTo("timed_out");
    assertThat(line.cache()).isEqualTo("near");
    assertThat(line.quota()).isEqualTo(new Answer.Quota(141, Instant.ofEpochMilli(NOW + HOUR)));
  }

  @Test
  void answer_earlierPostsHeld_givesTheChange() {
    List<ScoredPost> posts = new ArrayList<>(many(30, 1));
    for (int i = 0; i < 30; i++) {
      posts.add(post(-1, 2 * HOUR, null));
    }
    Answer answer = blend(List.of(fresh("a", posts)));
    assertThat(answer.change().get("1h")).isPositive();
    assertThat(answer.change()).containsEntry("24h", null).containsEntry("7d", null);
  }

  private static Answer blendWith(List<SourceView> sources, Series past) {
    return BLEND.answer(
        new BlendRequest(Symbol.parse("ACME"), DAY, NOW, sources, 0, false, SCORER, past));
  }

  private static Series.Hour hour(int agoHours, int mentions, float mean) {
    return new Series.Hour(Series.hourOf(NOW) - agoHours, mentions, mentions, mean, 0);
  }

  @Test
  void answer_quotaHealedMeanwhile_resetIsNotInThePast() {
    Reading read =
        new Reading(
            "a",
            "ACME",
            NOW - 60_000,
            null,
            many(3, .5),
            Reading.Filtered.NONE,
            new Reading.QuotaLeft(0, NOW - 30_000));
    Answer answer = blend(List.of(source("a", new Outcome.Fresh(read), 1)));
    assertThat(answer.sources().get(0).quota())
        .isEqualTo(new Answer.Quota(0, Instant.ofEpochMilli(NOW)));
  }

  @Test
  void answer_readingsForgot_changeComesFromTheHours() {
    List<SourceView> sources = List.of(fresh("a", many(20, .5)));
    Series past = new Series(Map.of("a", List.of(hour(30, 20, -.5f), hour(26, 20, -.5f))));
    Answer answer = blendWith(sources, past);
    double then = (10 * answer.prior().mean() + 40 * -.5) / 50;
    assertThat(answer.change().get("24h")).isCloseTo(score(answer) - then, within(1e-6));
    assertThat(answer.change()).containsEntry("7d", null);
  }

  @Test
  void answer_bothKnowThePast_theOneThatSawMoreCounts() {
    List<ScoredPost> posts = many(20, .5);
    for (int i = 0; i < 5; i++) {
      posts.add(post(.5, 26 * HOUR, null));
    }
    List<SourceView> sources = List.of(fresh("a", posts));
    Answer held = blendWith(sources, new Series(Map.of("a", List.of(hour(26, 4, -1)))));
    assertThat(held.change().get("24h")).isLessThan(.3);
    Answer kept = blendWith(sources, new Series(Map.of("a", List.of(hour(26, 40, -1)))));
    assertThat(kept.change().get("24h")).isGreaterThan(.8);
  }

  @Test
  void answer_hoursOfOtherSources_sayNothing() {
    Series past = new Series(Map.of("b", List.of(hour(100, 500, 1), hour(26, 40, -1))));
    Answer answer = blendWith(List.of(fresh("a", many(20, .5))), past);
    assertThat(answer.prior().mean()).isZero();
    assertThat(answer.change()).containsEntry("24h", null);
    assertThat(answer.buzz().z()).isNull();
  }

  @Test
  void answer_weeksOfHours_buzzTellsWhatIsUnusual() {
    List<Series.Hour> hours = new ArrayList<>();
    for (int ago = 35 * 24; ago > 24; ago--) {
      hours.add(hour(ago, 1, 0));
    }
    Series past = new Series(Map.of("a", hours));
    assertThat(blendWith(List.of(fresh("a", many(24, .5))), past).buzz().z())
        .isCloseTo(0, within(1e-9));
    // Counts scatter by the root of themselves: 24 more are 24 / √24.
    assertThat(blendWith(List.of(fresh("a", many(48, .5))), past).buzz().z())
        .isCloseTo(Math.sqrt(24), within(1e-9));
  }

  private static Answer blendAt(
      long asOfMillis, Duration window, List<SourceView> sources, Series past) {
    return BLEND.answer(
        new BlendRequest(
            Symbol.parse("ACME"), window, asOfMillis, sources, 0, false, SCORER, past));
  }

  /** 200 posts an hour for five weeks, up to a time. */
  private static Series flat(long untilMillis) {
    List<Series.Hour> hours = new ArrayList<>();
    int last = Series.hourOf(untilMillis);
    for (int hour = last - 35 * 24; hour <= last; hour++) {
      long ms = Math.min(HOUR, untilMillis - Series.millisOf(hour));
      int said = (int) (200 * ms / HOUR);
      hours.add(new Series.Hour(hour, said, said, .1f, 0));
    }
    return new Series(Map.of("a", hours));
  }

  /** The newest of 200 posts an hour. */
  private SourceView newest(int count, long untilMillis) {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      posts.add(post(.1, NOW - untilMillis + 18_000L * i + 1, "ana" + i));
    }
    return source(
        "a",
        new Outcome.Fresh(
            new Reading("a", "ACME", untilMillis, null, posts, Reading.Filtered.NONE, null)),
        1);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "30, 1", "59, 1", "0, 6", "59, 6", "1, 24", "59, 24", "59, 168"})
  void answer_flatAndBusy_isNothingUnusual(int minute, int hours) {
    long asOf = NOW + minute * 60_000L;
    Duration window = Duration.ofHours(hours);
    Answer.Buzz buzz = blendAt(asOf, window, List.of(newest(500, asOf)), flat(asOf)).buzz();
    assertThat(buzz.z()).isCloseTo(0, within(.1));
    assertThat(buzz.mentions()).isCloseTo(200 * hours, within(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 90, 150, 24 * 60 + 30})
  void answer_earlierWithinAnHour_countsOfThatHourWhatWasSaidByThen(int minutesAgo) {
    long asOf = NOW - minutesAgo * 60_000L;
    Duration window = Duration.ofHours(1);
    Answer.Buzz buzz = blendAt(asOf, window, List.of(newest(500, NOW)), flat(NOW)).buzz();
    assertThat(buzz.mentions()).isCloseTo(200, within(1));
    assertThat(buzz.z()).isCloseTo(0, within(.1));
  }

  @Test
  void answer_readingsNotWrittenDownYet_areCountedAllTheSame() {
    long asOf = NOW + 20 * 60_000L;
    Series until = flat(NOW - 2 * HOUR);
    Answer answer = blendAt(asOf, DAY, List.of(newest(500, asOf)), until);
    assertThat(answer.buzz().z()).isCloseTo(0, within(.1));
  }

  @Test
  void answer_sourceReadLongAgoOrMissing_isNotTakenForSilent() {
    long asOf = NOW + 45 * 60_000L;
    long read = asOf - 2 * HOUR;
    Series past = flat(read);
    Outcome stale =
        new Outcome.Stale(
            Objects.requireNonNull(newest(500, read).outcome().reading()), Problem.TIMED_OUT, null);
    Duration window = Duration.ofHours(6);
    Answer answer = blendAt(asOf, window, List.of(source("a", stale, 1)), past);
    assertThat(answer.buzz().z()).isCloseTo(0, within(.1));
    assertThat(answer.buzz().mentions()).isCloseTo(800, within(1));

    Outcome missing = new Outcome.Missing(Problem.TIMED_OUT, null);
    Map<String, List<Series.Hour>> both = new HashMap<>(past.bySource());
    both.put("b", past.hours("a"));
    Answer one =
        blendAt(
            read, window, List.of(newest(500, read), source("b", missing, 1)), new Series(both));
    assertThat(one.buzz().z()).isCloseTo(0, within(.1));
    assertThat(blendAt(read, window, List.of(source("b", missing, 1)), past).buzz().z()).isNull();
  }

  @Test
  void answer_sourceMissing_changeIsThatOfTheOthers() {
    List<SourceView> sources =
        List.of(
            fresh("a", many(20, .5)), source("b", new Outcome.Missing(Problem.TIMED_OUT, null), 1));
    Series past =
        new Series(Map.of("a", List.of(hour(30, 20, .5f)), "b", List.of(hour(30, 90, -1))));
    Answer answer = blendWith(sources, past);
    double then = (10 * answer.prior().mean() + 20 * .5) / 30;
    assertThat(answer.change().get("24h")).isCloseTo(score(answer) - then, within(1e-6));
  }

  @Test
  void answer_lateInTheHour_changeComesFromTheNearestHours() {
    long asOf = NOW + 59 * 60_000L;
    Series past = new Series(Map.of("a", List.of(hour(2, 20, -.9f), hour(1, 20, .9f))));
    Answer answer = blendAt(asOf, Duration.ofHours(1), List.of(newest(20, asOf)), past);
    double then = (10 * answer.prior().mean() + 20 * .9) / 30;
    assertThat(answer.change().get("1h")).isCloseTo(score(answer) - then, within(1e-6));
  }

  @Test
  void answer_prior_pullsThinDataTowardIt() {
    Answer answer = blend(List.of(fresh("a", many(1, 1))), 5, -.5);
    assertThat(score(answer)).isEqualTo((10 * -.5 + 1) / 11, within(1e-12));
    assertThat(answer.prior()).isEqualTo(new Answer.Prior(-.5, 10));
  }

  @Test
  void answer_evidence_isTheWeightiestFirst() {
    List<ScoredPost> posts = new ArrayList<>(many(20, .1));
    ScoredPost strong = post(-.9, 0, null);
    posts.add(7, strong);
    Answer answer = blend(List.of(fresh("a", posts)), 3, null);
    assertThat(answer.evidence()).hasSize(3);
    assertThat(answer.evidence().get(0).id()).isEqualTo(strong.id());
    assertThat(blend(List.of(fresh("a", posts)), 0, null).evidence()).isEmpty();
  }

  @Test
  void answer_simulated_saysSo() {
    Answer answer =
        BLEND.answer(
            new BlendRequest(
                Symbol.parse("ACME"), DAY, NOW, List.of(), 1, true, SCORER, Series.EMPTY));
    assertThat(answer.simulated()).isTrue();
    assertThat(answer.warnings()).anyMatch(warning -> warning.contains("simulators"));
  }

  @Test
  void options_outOfRange_areRefusedByName() {
    assertThatThrownBy(() -> new BlendOptions(0, .5, .15, .5, 3, .1, 3, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("priorWeight");
    assertThatThrownBy(() -> source("a", freshOf("a", List.of()), Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("weight");
  }
}
