package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.ScoredPost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The posts behind a score: the weightiest, the shares by polarity, the authors. */
record Evidence(List<Answer.Evidence> posts, Answer.Distribution distribution, int authors) {
  private record Candidate(int post, int source, double contribution) {}

  static Evidence of(Pool pool, Moment now, int most, double labelScore) {
    Comparator<Candidate> weightiest =
        Comparator.comparingDouble((Candidate c) -> -StrictMath.abs(c.contribution))
            .thenComparing(c -> -pool.posts[c.post].publishedAtMillis())
            .thenComparing(c -> pool.posts[c.post].id())
            .thenComparingInt(c -> c.post);
    PriorityQueue<Candidate> best = new PriorityQueue<>(weightiest.reversed());
    boolean[] seen = new boolean[pool.authors];
    int authors = 0;
    double bullish = 0;
    double bearish = 0;
    for (int k = 0; k < pool.sources.size(); k++) {
      for (int i = pool.begin[k]; i < pool.begin[k + 1]; i++) {
        if (!now.counts(i)) {
          continue;
        }
        if (pool.known[i] && !seen[pool.author[i]]) {
          seen[pool.author[i]] = true;
          authors++;
        }
        double score = pool.posts[i].score();
        bullish += score >= labelScore ? now.share(i, k) : 0;
        bearish += score <= -labelScore ? now.share(i, k) : 0;
        if (most > 0) {
          Candidate candidate = new Candidate(i, k, now.contribution(i, k));
          if (best.size() < most) {
            best.add(candidate);
          } else if (weightiest.compare(candidate, best.element()) < 0) {
            best.remove();
            best.add(candidate);
          }
        }
      }
    }
    List<Candidate> chosen = new ArrayList<>(best);
    chosen.sort(weightiest);
    double neutral = StrictMath.max(0, 1 - bullish - bearish);
    return new Evidence(
        chosen.stream().map(c -> show(pool, c)).toList(),
        new Answer.Distribution(bullish, neutral, bearish),
        authors);
  }

  private static Answer.Evidence show(Pool pool, Candidate candidate) {
    ScoredPost post = pool.posts[candidate.post];
    return new Answer.Evidence(
        post.id(),
        pool.sources.get(candidate.source).id(),
        post.url(),
        Instant.ofEpochMilli(post.publishedAtMillis()),
        post.score(),
        post.confidence(),
        post.relevance(),
        candidate.contribution,
        post.terms());
  }
}
