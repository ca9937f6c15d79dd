package dev.windsock.score;

/**
 * Keeps one author from being many voices. No author holds more than a tenth (or what is
 * configured) of a source's weight; where a source has too few authors for that to be possible, no
 * author counts for more than his weightiest post. All posts of an author at the cap count as one
 * voice in the effective number of posts.
 */
final class AuthorCap {
  private AuthorCap() {}

  /**
   * Scales down the weights of one source in place.
   *
   * @param weights of all posts; those from {@code from} to {@code to} are this source's
   * @param share the most one author may hold
   * @param byAuthor scratch, an entry per author, all 0 before and after
   * @return the sum of squares of voices, for the effective number of posts
   */
  static double apply(
      Pool pool, double[] weights, int from, int to, double share, double[] byAuthor) {
    int voices = 0;
    double total = 0;
    for (int i = from; i < to; i++) {
      if (weights[i] > 0) {
        voices += byAuthor[pool.author[i]] == 0 ? 1 : 0;
        byAuthor[pool.author[i]] += weights[i];
        total += weights[i];
      }
    }
    double cap =
        voices * share >= 1 - 1e-9 ? cap(pool, weights, from, to, share, byAuthor, total) : -1;
    double squares = 0;
    double[] heaviest = cap < 0 ? heaviest(pool, weights, from, to, byAuthor.length) : byAuthor;
    for (int i = from; i < to; i++) {
      if (weights[i] > 0) {
        double sum = byAuthor[pool.author[i]];
        double most = cap < 0 ? heaviest[pool.author[i]] : cap;
        if (sum > most * (1 + 1e-12)) {
          weights[i] *= most / sum;
          // One voice of weight 'most': its square, spread over its posts.
          squares += most * weights[i];
        } else {
          squares += weights[i] * weights[i];
        }
      }
    }
    for (int i = from; i < to; i++) {
      byAuthor[pool.author[i]] = 0;
    }
    return squares;
  }

  private static double[] heaviest(Pool pool, double[] weights, int from, int to, int authors) {
    double[] heaviest = new double[authors];
    for (int i = from; i < to; i++) {
      heaviest[pool.author[i]] = StrictMath.max(heaviest[pool.author[i]], weights[i]);
    }
    return heaviest;
  }

  /**
   * The weight c such that, with all authors cut down to c, c is the share of what is left: with
   * the k weightiest cut and R the weight of the others, c = share · R / (1 − share · k).
   */
  private static double cap(
      Pool pool,
      double[] weights,
      int from,
      int to,
      double share,
      double[] byAuthor,
      double total) {
    int most = (int) StrictMath.ceil(1 / share - 1e-9);
    double[] top = new double[most + 1];
    for (int i = from; i < to; i++) {
      double sum = byAuthor[pool.author[i]];
      if (weights[i] > 0 && sum > 0) {
        insert(top, sum);
        byAuthor[pool.author[i]] = -sum;
      }
    }
    for (int i = from; i < to; i++) {
      byAuthor[pool.author[i]] = StrictMath.abs(byAuthor[pool.author[i]]);
    }
    double rest = total;
    for (int k = 0; k < most; k++) {
      double left = 1 - share * k;
      double cap = share * rest / left;
      if (left > 1e-9 && top[k] <= cap * (1 + 1e-12)) {
        return cap;
      }
      rest = StrictMath.max(0, rest - top[k]);
    }
    return top[most - 1];
  }

  private static void insert(double[] top, double value) {
    int i = top.length - 1;
    if (value <= top[i]) {
      return;
    }
    while (i > 0 && top[i - 1] < value) {
      top[i] = top[i - 1];
      i--;
    }
    top[i] = value;
  }
}
