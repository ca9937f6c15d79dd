package dev.windsock.provider;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which headers an upstream uses to speak of its quota. The form of the reset needs no telling
 * apart by hand: epoch seconds, epoch milliseconds and relative seconds differ by magnitude, and
 * ISO-8601 is no number.
 *
 * <p>Absolute resets are read against the upstream's own {@code Date} header, so that a clock that
 * runs ahead or behind shifts nothing.
 *
 * <p>Who speaks which, as known on 2026-11-23: {@link #X} X; {@link #COMMON} StockTwits, Alpaca and
 * Finnhub (epoch seconds), Reddit (relative seconds, fractions), Mastodon (ISO-8601); {@link #IETF}
 * Bluesky; {@link #DAILY} beside {@link #COMMON} Marketaux. The rest is silent, but for {@code
 * Retry-After}.
 *
 * @param remainingHeader calls left
 * @param resetHeader when they return; may be one that nobody sends
 */
public record RateDialect(String remainingHeader, String resetHeader) {
  /** As X has it. */
  public static final RateDialect X =
      new RateDialect("x-rate-limit-remaining", "x-rate-limit-reset");

  /** As most have it. */
  public static final RateDialect COMMON =
      new RateDialect("x-ratelimit-remaining", "x-ratelimit-reset");

  /**
   * The IETF's drafts: {@code RateLimit-Remaining} and {@code RateLimit-Reset} of the earlier ones,
   * or the one {@code RateLimit} of the later ones, with an item for each window.
   */
  public static final RateDialect IETF = new RateDialect("RateLimit-Remaining", "RateLimit-Reset");

  /** What is left of the day, which ends at midnight, UTC: nobody says when. */
  public static final RateDialect DAILY = new RateDialect("X-UsageLimit-Remaining", "");

  private static final Pattern LEFT = Pattern.compile("\\b(?:r|remaining)\\s*=\\s*(\\d{1,12})\\b");
  private static final Pattern RESET = Pattern.compile("\\b(?:t|reset)\\s*=\\s*(\\d{1,12})\\b");

  /** Smaller numbers are durations, larger ones dates: a thousand million seconds is 2001. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double FIRST_EPOCH_MILLI = 1e11;

  /** No quota runs longer: what is further away is a misunderstanding. */
  private static final long DAY_MILLIS = 86_400_000;

  private static final long MAX_AHEAD_MILLIS = 31 * DAY_MILLIS;

  /** What this reply says. */
  public RateSaid read(Reply reply, long nowMillis) {
    String items = equals(IETF) ? reply.header("RateLimit") : null;
    if (items != null) {
      return items(items, nowMillis);
    }
    if (equals(DAILY)) {
      String left = reply.header(remainingHeader);
      Double number = left == null ? null : number(left);
      return number == null || number > 1e12
          ? RateSaid.NOTHING
          : new RateSaid((long) Math.floor(number), midnight(nowMillis, reply));
    }
    String remaining = reply.header(remainingHeader);
    Double left = remaining == null ? null : number(remaining);
    return new RateSaid(
        left == null || left < 0 || left > 1e12 ? null : (long) Math.floor(left),
        moment(reply.header(resetHeader), reply, nowMillis));
  }

  /** What every one of several dialects says: all of it holds. */
  public static RateSaid readAll(Reply reply, long nowMillis, RateDialect... dialects) {
    RateSaid said = RateSaid.NOTHING;
    for (RateDialect dialect : dialects) {
      RateSaid more = dialect.read(reply, nowMillis);
      said = more.told() ? said.told() ? more.and(said) : more : said;
    }
    return said;
  }

  /** {@code "burst";r=3;t=2, "day";r=90;t=3600}; the seventh draft had one item, in commas. */
  private static RateSaid items(String items, long nowMillis) {
    RateSaid all = RateSaid.NOTHING;
    String[] each = items.contains("remaining") ? new String[] {items} : items.split(",", 16);
    for (String item : each) {
      Matcher left = LEFT.matcher(item);
      if (left.find()) {
        Matcher reset = RESET.matcher(item);
        long ahead = reset.find() ? Long.parseLong(reset.group(1)) * 1000 : Long.MAX_VALUE;
        Long at = ahead > MAX_AHEAD_MILLIS ? null : Long.valueOf(nowMillis + ahead);
        RateSaid said = new RateSaid(Long.valueOf(left.group(1)), at);
        all = all.told() ? said.and(all) : said;
      }
    }
    return all;
  }

  /**
   * The next midnight, UTC, by the upstream's clock where it tells: when quotas of a day return.
   */
  public static long midnight(long nowMillis, @Nullable Reply reply) {
    Long theirs = reply == null ? null : theirMillis(reply);
    long there = theirs == null ? nowMillis : theirs;
    return nowMillis + DAY_MILLIS - Math.floorMod(there, DAY_MILLIS);
  }

  /** How far the upstream's clock is ahead of ours in ms, to about a second; null when untold. */
  static @Nullable Long skewMillis(Reply reply, long nowMillis) {
    Long theirs = theirMillis(reply);
    return theirs == null ? null : Long.valueOf(theirs - nowMillis);
  }

  private static @Nullable Long theirMillis(Reply reply) {
    String date = reply.header("Date");
    return date == null ? null : date(date.strip());
  }

  /** The wall time in ms that {@code Retry-After} names, or null without one. */
  static @Nullable Long retryAfter(Reply reply, long nowMillis) {
    return moment(reply.header("Retry-After"), reply, nowMillis);
  }

  private static @Nullable Long moment(@Nullable String raw, Reply reply, long nowMillis) {
    if (raw == null) {
      return null;
    }
    String text = raw.strip();
    Double number = number(text);
    long aheadMillis;
    if (number != null && number < FIRST_EPOCH_SECOND) {
      aheadMillis = (long) Math.ceil(number * 1000);
    } else {
      Long atMillis =
          number == null
              ? date(text)
              : Long.valueOf((long) Math.ceil(number < FIRST_EPOCH_MILLI ? number * 1000 : number));
      if (atMillis == null) {
        return null;
      }
      Long theirs = theirMillis(reply);
      aheadMillis = atMillis - (theirs == null ? nowMillis : theirs);
    }
    return aheadMillis > MAX_AHEAD_MILLIS ? null : nowMillis + Math.max(0, aheadMillis);
  }

  private static @Nullable Double number(String text) {
    return text.matches("[0-9]{1,18}(\\.[0-9]{1,9})?") ? Double.valueOf(text) : null;
  }

  private static @Nullable Long date(String text) {
    try {
      Instant instant =
          text.contains(",")
              ? ZonedDateTime.parse(
                      text.replace(" UTC", " GMT"), DateTimeFormatter.RFC_1123_DATE_TIME)
                  .toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
