package dev.windsock.score;

/**
 * A 64-bit fingerprint of a text: texts that share most of their words have fingerprints that
 * differ in few bits, whatever their links, handles, marks and letter case. Each bit is the
 * majority vote of the hashes of the text's words and pairs of words.
 *
 * <p>After M. Charikar, Similarity estimation techniques from rounding algorithms, 2002. Pure, and
 * safe on any thread; linear time, bounded by the tokenizer's cap.
 */
public final class SimHash {
  /** Texts of fewer words are alike by chance: two people may well both write "to the moon". */
  private static final int FEW_WORDS = 6;

  /**
   * The fingerprint of a text.
   *
   * @param bits 0 for a text without words, which is like no other
   * @param words what the text has of words, numbers, cashtags and hashtags
   */
  public record Print(long bits, int words) {
    /** Whether texts like this one are copies of it, whoever wrote them. */
    public boolean tellsCopies() {
      return words >= FEW_WORDS;
    }

    /**
     * The fingerprint by which copies are told among posts of all authors: a short text is like
     * another of the same author alone.
     *
     * @param author whatever tells one from another; of an unknown one, his post's id
     */
    public long by(String author) {
      if (tellsCopies() || bits == 0) {
        return bits;
      }
      long own = bits ^ mix(author.hashCode());
      return own == 0 ? 1 : own;
    }
  }

  private SimHash() {}

  /** The fingerprint of a text. */
  public static Print of(CharSequence text) {
    Tokens tokens = Tokenizer.read(text);
    int[] votes = new int[64];
    long before = 0;
    int cast = 0;
    int words = 0;
    for (int i = 0; i < tokens.count; i++) {
      byte kind = tokens.kind[i];
      if (kind != Tokens.MARK && kind != Tokens.LINK && kind != Tokens.HANDLE) {
        long word =
            tokens.isNumber(i) ? Double.doubleToLongBits(tokens.number[i]) + 1 : tokens.hash[i];
        vote(votes, mix(word));
        vote(votes, mix(Tokenizer.join(before, word)));
        before = word;
        cast++;
        words += kind == Tokens.EMOJI ? 0 : 1;
      }
    }
    if (cast == 0) {
      return new Print(0, 0);
    }
    long print = 0;
    for (int bit = 0; bit < 64; bit++) {
      if (votes[bit] > 0) {
        print |= 1L << bit;
      }
    }
    return new Print(print == 0 ? 1 : print, words);
  }

  /** In how many bits two fingerprints differ, 0 to 64. */
  public static int distance(long one, long other) {
    return Long.bitCount(one ^ other);
  }

  private static void vote(int[] votes, long hash) {
    for (int bit = 0; bit < 64; bit++) {
      votes[bit] += (int) ((hash >>> bit) & 1) * 2 - 1;
    }
  }

  /** Spreads a hash evenly over its bits (the finalizer of SplitMix64). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
