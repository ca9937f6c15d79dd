package dev.windsock.lab;

/**
 * One simulated post.
 *
 * @param key grows with time and is unique within its feed; below 2⁵³, so that JSON numbers hold it
 * @param millis when it was published, wall time in ms
 * @param company the one whose feed it is in
 * @param stance what it is
 * @param text the post, or the headline
 * @param detail a second sentence for those that have one, else empty
 * @param roll the post's own throw of the dice
 */
record Post(
    long key, long millis, Company company, Stance stance, String text, String detail, long roll) {
  /** What a post is. */
  enum Stance {
    BULLISH,
    BEARISH,
    NEUTRAL,
    SPAM,
    OFF_TARGET
  }

  private static final int KEY_BITS = 12;

  static long key(long millis, long roll) {
    return (millis << KEY_BITS) | (roll & ((1 << KEY_BITS) - 1));
  }

  /** When what has this key was published. */
  static long millisOf(long key) {
    return key >> KEY_BITS;
  }

  /** A number of this post's own, 0 to n − 1, mostly small: for likes and replies. */
  int few(int salt, int n) {
    double unit = Dice.unit(Dice.mix(roll + salt));
    return (int) (n * unit * unit * unit * unit);
  }

  /** Any number of this post's own, 0 to n − 1. */
  int any(int salt, int n) {
    return Dice.face(Dice.mix(roll + salt), n);
  }

  /** The author's number; some write much more than others. */
  int author() {
    return 1 + few(101, 5000);
  }

  /** A name that is obviously nobody's. */
  String authorName() {
    return "author" + author();
  }

  long seconds() {
    return millis / 1000;
  }
}
