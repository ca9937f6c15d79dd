package dev.windsock.score;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The posts of all sources of a request side by side, with what does not depend on the instant:
 * clusters of near-duplicates, authors, the logarithm of engagement. Immutable once made.
 */
final class Pool {
  private static final double LEAST_QUALITY = .5;

  /** Room for four million posts in a request, and for times until the year 2039. */
  private static final int PLACE_BITS = 22;

  private static final long MAX_TIME = (1L << (63 - PLACE_BITS)) - 1;

  final List<SourceView> sources;
  final ScoredPost[] posts;

  /** Where the posts of source k begin; those of the last end at the last entry. */
  final int[] begin;

  /** All posts, oldest first. */
  final int[] order;

  final int[] cluster;

  /** A number per author of a source; each post of an unknown author has its own. */
  final int[] author;

  /** How many authors there are, unknown ones included. */
  final int authors;

  final boolean[] known;

  /** ln(1 + engagement); NaN where the upstream tells none. */
  final double[] engagement;

  /**
   * What the author's standing makes of a post's weight: from half, for whom nobody follows, to one
   * and a half, for whom as many follow as only the best followed twentieth of the source; 1 where
   * it is not told. The bounds are narrow since followers can be bought.
   */
  final double[] quality;

  private Pool(List<SourceView> sources, ScoredPost[] posts, int[] begin, int duplicateBits) {
    this.sources = sources;
    this.posts = posts;
    this.begin = begin;
    order = oldestFirst(posts);
    long[] prints = new long[posts.length];
    int[] labels = new int[posts.length];
    for (int i = 0; i < posts.length; i++) {
      prints[i] = posts[i].fingerprint();
      labels[i] = posts[i].label();
    }
    cluster = Duplicates.clusters(prints, labels, order, duplicateBits);
    author = new int[posts.length];
    known = new boolean[posts.length];
    authors = number();
    engagement = new double[posts.length];
    for (int i = 0; i < posts.length; i++) {
      Double told = posts[i].engagement();
      boolean usable = told != null && told >= 0 && told <= Double.MAX_VALUE;
      engagement[i] = usable && told != null ? StrictMath.log1p(told) : Double.NaN;
    }
    quality = new double[posts.length];
    for (int k = 0; k < sources.size(); k++) {
      qualify(begin[k], begin[k + 1]);
    }
  }

  private void qualify(int from, int to) {
    double[] told = new double[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      Long followers = posts[i].followers();
      if (followers != null) {
        told[count++] = reach(followers);
      }
    }
    double usual = usual(told, count);
    for (int i = from; i < to; i++) {
      Long followers = posts[i].followers();
      quality[i] =
          followers == null ? 1 : LEAST_QUALITY + StrictMath.min(1, reach(followers) / usual);
    }
  }

  private static double reach(long followers) {
    return StrictMath.log1p((double) Math.max(0, followers));
  }

  /**
   * The logarithm of one more than the 95th percentile of what a source tells, at least ln 2.
   *
   * @param logs is sorted up to the count
   */
  static double usual(double[] logs, int count) {
    if (count == 0) {
      return 1;
    }
    Arrays.sort(logs, 0, count);
    int rank = (int) StrictMath.ceil(.95 * count) - 1;
    return StrictMath.max(StrictMath.log(2), logs[rank]);
  }

  static Pool of(List<SourceView> sources, int duplicateBits) {
    List<ScoredPost> posts = new ArrayList<>();
    int[] begin = new int[sources.size() + 1];
    for (int k = 0; k < sources.size(); k++) {
      Reading reading = sources.get(k).outcome().reading();
      if (reading != null) {
        for (ScoredPost post : reading.posts()) {
          if (!post.tellsCount()) {
            posts.add(post);
          }
        }
      }
      begin[k + 1] = posts.size();
    }
    return new Pool(sources, posts.toArray(new ScoredPost[0]), begin, duplicateBits);
  }

  private int number() {
    int count = 0;
    Map<String, Integer> numbers = new HashMap<>();
    for (int k = 0; k < sources.size(); k++) {
      numbers.clear();
      for (int i = begin[k]; i < begin[k + 1]; i++) {
        String name = posts[i].author();
        Integer earlier = name == null ? null : numbers.putIfAbsent(name, count);
        known[i] = name != null;
        author[i] = earlier == null ? count++ : earlier;
      }
    }
    return count;
  }

  /** By time, then by place; time and place packed into one long sort ten times as fast. */
  private static int[] oldestFirst(ScoredPost[] posts) {
    long[] keys = new long[posts.length];
    for (int i = 0; i < keys.length; i++) {
      long time = Math.max(0, Math.min(MAX_TIME, posts[i].publishedAtMillis()));
      keys[i] = (time << PLACE_BITS) | i;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) (keys[i] & ((1 << PLACE_BITS) - 1));
    }
    return order;
  }
}
