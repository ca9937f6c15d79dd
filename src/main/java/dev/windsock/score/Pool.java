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

  private Pool(List<SourceView> sources, ScoredPost[] posts, int[] begin, int duplicateBits) {
    this.sources = sources;
    this.posts = posts;
    this.begin = begin;
    order = oldestFirst(posts);
    long[] prints = new long[posts.length];
    for (int i = 0; i < posts.length; i++) {
      prints[i] = posts[i].fingerprint();
    }
    cluster = Duplicates.clusters(prints, order, duplicateBits);
    author = new int[posts.length];
    known = new boolean[posts.length];
    authors = number();
    engagement = new double[posts.length];
    for (int i = 0; i < posts.length; i++) {
      Double told = posts[i].engagement();
      boolean usable = told != null && told >= 0 && told <= Double.MAX_VALUE;
      engagement[i] = usable && told != null ? StrictMath.log1p(told) : Double.NaN;
    }
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
