package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer says of each source. */
final class SourceLines {
  private SourceLines() {}

  static List<Answer.Source> of(Pool pool, Moment now, long asOfMillis) {
    List<Answer.Source> lines = new ArrayList<>(pool.sources.size());
    for (int k = 0; k < pool.sources.size(); k++) {
      lines.add(line(pool, now, k, asOfMillis));
    }
    return lines;
  }

  /** The age of a reading in whole seconds, never negative. */
  static long ageS(Reading reading, long asOfMillis) {
    return Math.max(0, asOfMillis - reading.readAtMillis()) / 1000;
  }

  private static Answer.Source line(Pool pool, Moment now, int k, long asOfMillis) {
    SourceView view = pool.sources.get(k);
    Outcome outcome = view.outcome();
    Reading reading = outcome.reading();
    boolean data = now.number(k) > 0;
    int count = 0;
    int labelled = 0;
    Long newest = null;
    for (int i = pool.begin[k]; i < pool.begin[k + 1]; i++) {
      ScoredPost post = pool.posts[i];
      if (now.counts(i)) {
        count++;
        labelled += post.labelled() ? 1 : 0;
        if (newest == null || post.publishedAtMillis() > newest) {
          newest = post.publishedAtMillis();
        }
      }
    }
    Reading.QuotaLeft quota = reading == null ? null : reading.quota();
    return new Answer.Source(
        view.id(),
        status(outcome, data || Attention.isTold(reading)),
        outcome instanceof Outcome.Stale stale ? stale.problem().code() : null,
        data ? now.mean(k) : null,
        data ? now.number(k) : null,
        count == 0 ? null : (double) labelled / count,
        newest == null ? null : Instant.ofEpochMilli(newest),
        reading == null ? null : ageS(reading, asOfMillis),
        view.level(),
        quota == null ? null : quota(quota, asOfMillis),
        instant(retryAt(outcome)));
  }

  /** What was a future instant when the reading was made is now by the time that it is answered. */
  private static Answer.Quota quota(Reading.QuotaLeft left, long asOfMillis) {
    return new Answer.Quota(
        left.remaining(), Instant.ofEpochMilli(Math.max(asOfMillis, left.resetAtMillis())));
  }

  private static String status(Outcome outcome, boolean data) {
    if (outcome instanceof Outcome.Missing missing) {
      return missing.problem().code();
    }
    if (outcome instanceof Outcome.Stale) {
      return "stale";
    }
    return data ? "ok" : "empty";
  }

  private static @Nullable Long retryAt(Outcome outcome) {
    if (outcome instanceof Outcome.Missing missing) {
      return missing.retryAtMillis();
    }
    return outcome instanceof Outcome.Stale stale ? stale.retryAtMillis() : null;
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
