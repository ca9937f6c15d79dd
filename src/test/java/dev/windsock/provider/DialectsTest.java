package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How each upstream speaks of its quota; now is 2026-11-23T12:00:00Z on our clock. */
class DialectsTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final long MIDNIGHT = NOW + 12 * 3_600_000;

  private static Reply reply(int status, String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Reply(status, headers, Buffer.buffer());
  }

  @Test
  void read_x_epochSeconds() {
    Reply reply =
        reply(
            200,
            "x-rate-limit-limit",
            "450",
            "x-rate-limit-remaining",
            "12",
            "x-rate-limit-reset",
            "1795436100");
    assertThat(RateDialect.X.read(reply, NOW)).isEqualTo(new RateSaid(12L, NOW + 900_000));
  }

  @Test
  void read_reddit_relativeSecondsAndFractions() {
    Reply reply =
        reply(
            200,
            "x-ratelimit-used",
            "8",
            "x-ratelimit-remaining",
            "992.0",
            "x-ratelimit-reset",
            "312");
    assertThat(RateDialect.COMMON.read(reply, NOW)).isEqualTo(new RateSaid(992L, NOW + 312_000));
  }

  @Test
  void read_mastodon_isoWithMicroseconds() {
    Reply reply =
        reply(
            200,
            "x-ratelimit-remaining",
            "299",
            "x-ratelimit-reset",
            "2026-11-23T12:05:00.070144Z");
    assertThat(RateDialect.COMMON.read(reply, NOW)).isEqualTo(new RateSaid(299L, NOW + 300_070));
  }

  @ParameterizedTest
  @ValueSource(longs = {-90, 0, 90})
  void read_alpacaWithItsClockOff_isReadAgainstItsOwnDate(long skewSeconds) {
    String date =
        switch ((int) skewSeconds) {
          case -90 -> "Mon, 23 Nov 2026 11:58:30 GMT";
          case 90 -> "Mon, 23 Nov 2026 12:01:30 GMT";
          default -> "Mon, 23 Nov 2026 12:00:00 GMT";
        };
    Reply reply =
        reply(
            429,
            "Date",
            date,
            "X-RateLimit-Remaining",
            "0",
            "X-RateLimit-Reset",
            Long.toString(NOW / 1000 + skewSeconds + 60));
    assertThat(RateDialect.COMMON.read(reply, NOW)).isEqualTo(new RateSaid(0L, NOW + 60_000));
    assertThat(RateDialect.skewMillis(reply, NOW)).isEqualTo(skewSeconds * 1000);
  }

  @Test
  void skewMillis_noDateOrNonsense_isNotKnown() {
    assertThat(RateDialect.skewMillis(reply(200), NOW)).isNull();
    assertThat(RateDialect.skewMillis(reply(200, "Date", "yesterday"), NOW)).isNull();
  }

  @Test
  void readAll_marketaux_theMinuteAndTheDayEachForItself() {
    Reply reply = reply(200, "X-RateLimit-Remaining", "4", "X-UsageLimit-Remaining", "61");
    RateSaid said = RateDialect.readAll(reply, NOW, RateDialect.COMMON, RateDialect.DAILY);
    assertThat(said).isEqualTo(new RateSaid(61L, MIDNIGHT, new RateSaid(4L, null)));
    assertThat(RateDialect.readAll(reply(200), NOW, RateDialect.COMMON, RateDialect.DAILY).told())
        .isFalse();
  }

  @Test
  void midnight_theirClockIsPastIt_isTheirs() {
    Reply reply = reply(402, "Date", "Tue, 24 Nov 2026 00:00:30 GMT");
    assertThat(RateDialect.midnight(MIDNIGHT - 30_000, reply))
        .isEqualTo(MIDNIGHT - 30_000 + 86_400_000 - 30_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"default\";r=42;t=17|42|17000",
        "\"default\"; r=42; t=17|42|17000",
        "limit=100, remaining=42, reset=17|42|17000",
        "\"default\";r=42|42|"
      })
  void read_ietf_everyDraft(String value, long left, @Nullable Long ahead) {
    assertThat(RateDialect.IETF.read(reply(200, "RateLimit", value), NOW))
        .isEqualTo(new RateSaid(left, ahead == null ? null : Long.valueOf(NOW + ahead)));
  }

  @Test
  void read_ietfSeveralWindows_allHold() {
    RateSaid said =
        RateDialect.IETF.read(
            reply(200, "RateLimit", "\"burst\";r=3;t=2, \"day\";r=90;t=3600"), NOW);
    assertThat(said).isEqualTo(new RateSaid(90L, NOW + 3_600_000, new RateSaid(3L, NOW + 2_000)));
  }

  @Test
  void read_bluesky_olderDraftWithEpoch() {
    Reply reply =
        reply(
            200,
            "RateLimit-Limit",
            "3000",
            "RateLimit-Remaining",
            "2999",
            "RateLimit-Reset",
            "1795435500",
            "RateLimit-Policy",
            "3000;w=300");
    assertThat(RateDialect.IETF.read(reply, NOW)).isEqualTo(new RateSaid(2_999L, NOW + 300_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r", "\"a\";r=x", ";;;", "r=-1", "\"a\";r=99999999999999999999"})
  void read_ietfNonsense_isNothing(String value) {
    assertThat(RateDialect.IETF.read(reply(200, "RateLimit", value), NOW).told()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "We have detected your API key as K1 and our standard API rate limit is 25 requests per day.|43200000",
        "Please consider spreading out your free API requests more sparingly (1 request per second). A plan lifts the limit (25 requests per day).|1000",
        "Our standard API call frequency is 5 calls per minute and 500 calls per day.|60000",
        "Thank you! The rate limit was met.|60000"
      })
  void ofSentence_limitIsMet_healsWhenThatLimitDoes(String sentence, long ahead) {
    Refusal refusal = Refusals.ofSentence(sentence, reply(200), NOW);
    assertThat(refusal).isEqualTo(new Refusal(Problem.RATE_LIMITED, NOW + ahead));
    assertThat(Objects.requireNonNull(refusal).toString()).doesNotContain("K1");
  }

  @Test
  void ofSentence_aboutSomethingElse_isNoRefusal() {
    assertThat(Refusals.ofSentence("The demo key is for demo only.", reply(200), NOW)).isNull();
    assertThat(Refusals.ofSentence(null, reply(200), NOW)).isNull();
  }

  @Test
  void capped_doesNotHealAtTheWindowsReset() {
    Reply reply = reply(429, "x-rate-limit-reset", Long.toString(NOW / 1000 + 900));
    assertThat(RateDialect.X.read(reply, NOW).resetAtMillis()).isEqualTo(NOW + 900_000);
    assertThat(Refusals.capped(NOW).retryAtMillis()).isEqualTo(NOW + 86_400_000);
    assertThat(Refusals.untilMidnight(reply, NOW).retryAtMillis()).isEqualTo(MIDNIGHT);
  }
}
