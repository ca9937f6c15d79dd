package dev.windsock.score;

import dev.windsock.sentiment.ScoredPost;
import java.util.Arrays;

/**
 * The readings of a request weighed at one instant. Per post w = confidence · relevance · author
 * quality · engagement · 0.5^(age / half-life); per source the mean m, the effective number n =
 * (Σw)² / Σw² and the weighted variance v; over the sources, with configured weights g and the
 * prior μ₀ worth κ posts, score = (κμ₀ + Σ g n m) / (κ + Σ g n).
 */
final class Moment {
  private final Pool pool;
  private final BlendOptions options;
  private final double prior;
  private final double[] weight;
  private final double[] sum;
  private final double[] mean;
  private final double[] number;
  private final double[] variance;
  private double effective;
  private double pooled;
  private double score;
  private int counted;
  private int mentions;
  private int duplicates;

  private Moment(Pool pool, BlendOptions options, double prior) {
    this.pool = pool;
    this.options = options;
    this.prior = prior;
    weight = new double[pool.posts.length];
    int sources = pool.sources.size();
    sum = new double[sources];
    mean = new double[sources];
    number = new double[sources];
    variance = new double[sources];
  }

  static Moment at(
      long atMillis, long windowMillis, Pool pool, BlendOptions options, double prior) {
    Moment moment = new Moment(pool, options, prior);
    moment.choose(atMillis, windowMillis);
    double[] byAuthor = new double[pool.authors];
    for (int k = 0; k < pool.sources.size(); k++) {
      moment.weigh(k, atMillis, byAuthor);
    }
    moment.blend();
    return moment;
  }

  /** Marks the posts that count: within the window, the first of their cluster, with any weight. */
  private void choose(long atMillis, long windowMillis) {
    boolean[] seen = new boolean[pool.posts.length];
    for (int i : pool.order) {
      ScoredPost post = pool.posts[i];
      long age = atMillis - post.publishedAtMillis();
      if (age < 0 || age >= windowMillis) {
        continue;
      }
      mentions++;
      double base = post.confidence() * post.relevance() * pool.quality[i];
      if (base > 0 && seen[pool.cluster[i]]) {
        duplicates++;
      } else if (base > 0) {
        seen[pool.cluster[i]] = true;
        weight[i] = base;
      }
    }
  }

  private void weigh(int k, long atMillis, double[] byAuthor) {
    int from = pool.begin[k];
    int to = pool.begin[k + 1];
    double usual = usualEngagement(from, to);
    double decay = -StrictMath.log(2) / pool.sources.get(k).halfLife().toMillis();
    for (int i = from; i < to; i++) {
      if (weight[i] > 0) {
        double engaged = pool.engagement[i];
        double factor =
            Double.isNaN(engaged)
                ? 1
                : StrictMath.min(options.maxEngagement(), 1 + engaged / usual);
        weight[i] *=
            factor * StrictMath.exp(decay * (atMillis - pool.posts[i].publishedAtMillis()));
      }
    }
    double squares = AuthorCap.apply(pool, weight, from, to, options.authorShare(), byAuthor);
    double weighted = 0;
    for (int i = from; i < to; i++) {
      sum[k] += weight[i];
      weighted += weight[i] * pool.posts[i].score();
    }
    if (!(sum[k] > 0) || !(squares > 0)) {
      // Nothing, or so old that its weight underflows.
      Arrays.fill(weight, from, to, 0);
      sum[k] = 0;
      return;
    }
    mean[k] = weighted / sum[k];
    number[k] = sum[k] * sum[k] / squares;
    for (int i = from; i < to; i++) {
      double off = pool.posts[i].score() - mean[k];
      variance[k] += weight[i] * off * off / sum[k];
      counted += weight[i] > 0 ? 1 : 0;
    }
  }

  /** The logarithm of one more than the 95th percentile of a source's engagement, at least ln 2. */
  private double usualEngagement(int from, int to) {
    double[] told = new double[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      if (weight[i] > 0 && !Double.isNaN(pool.engagement[i])) {
        told[count++] = pool.engagement[i];
      }
    }
    return Pool.usual(told, count);
  }

  private void blend() {
    double weighted = 0;
    for (int k = 0; k < number.length; k++) {
      double gn = pool.sources.get(k).weight() * number[k];
      effective += gn;
      weighted += gn * mean[k];
    }
    if (effective > 0) {
      double all = weighted / effective;
      for (int k = 0; k < number.length; k++) {
        double gn = pool.sources.get(k).weight() * number[k];
        double off = mean[k] - all;
        pooled += gn * (variance[k] + off * off) / effective;
      }
    }
    double kappa = options.priorWeight();
    score = (kappa * prior + weighted) / (kappa + effective);
  }

  /** Whether any post counts. */
  boolean hasData() {
    return effective > 0;
  }

  double score() {
    return score;
  }

  /** n: the effective number of posts over all sources. */
  double effective() {
    return effective;
  }

  /** The variance within and between the sources. */
  double variance() {
    return pooled;
  }

  int counted() {
    return counted;
  }

  /** Posts in the window, near-duplicates included. */
  int mentions() {
    return mentions;
  }

  int duplicates() {
    return duplicates;
  }

  /** The mean of source k; meaningless when {@link #number} is 0. */
  double mean(int k) {
    return mean[k];
  }

  /** The effective number of posts of source k. */
  double number(int k) {
    return number[k];
  }

  /** Whether post i counts. */
  boolean counts(int i) {
    return weight[i] > 0;
  }

  /** The share of post i of source k in the posts' whole weight; all shares sum to 1. */
  double share(int i, int k) {
    return weight[i] > 0 && effective > 0
        ? pool.sources.get(k).weight() * number[k] * (weight[i] / sum[k]) / effective
        : 0;
  }

  /** What post i of source k adds to the score; with the prior's, all sum to it. */
  double contribution(int i, int k) {
    return share(i, k) * pool.posts[i].score() * effective / (options.priorWeight() + effective);
  }

  /** Half the width of the 95 % interval. */
  double margin() {
    double kappa = options.priorWeight();
    double sigma0 = options.priorDeviation();
    double total = kappa + effective;
    double sigma2 = (kappa * sigma0 * sigma0 + effective * pooled) / total;
    return 1.96 * StrictMath.sqrt(sigma2 / total);
  }
}
