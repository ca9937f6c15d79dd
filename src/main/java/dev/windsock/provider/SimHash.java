package dev.windsock.provider;

/**
 * A 64-bit fingerprint of a text: texts that share most words and word pairs differ in few bits.
 * After Charikar, "Similarity estimation techniques from rounding algorithms" (STOC 2002), with
 * words and pairs of neighbours as features, each hashed by FNV-1a and mixed by MurmurHash3's
 * finalizer. Web addresses are left out, since copies differ in them. Linear in the length of the
 * text.
 */
final class SimHash {
  /** Up to this distance two texts are copies of each other. */
  static final int NEAR = 3;

  private static final int MAX_WORDS = 400;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private SimHash() {}

  /**
   * A fingerprint.
   *
   * @param bits the fingerprint
   * @param words of how many words it is made; few words say little
   */
  record Print(long bits, int words) {
    /** Whether the other text is a near-copy. */
    boolean near(long other) {
      return Long.bitCount(bits ^ other) <= NEAR;
    }
  }

  static Print of(String text) {
    int[] balance = new int[Long.SIZE];
    int words = 0;
    long previous = 0;
    int i = 0;
    int length = text.length();
    while (i < length && words < MAX_WORDS) {
      if (isUrlAt(text, i)) {
        while (i < length && !Character.isWhitespace(text.charAt(i))) {
          i++;
        }
        continue;
      }
      if (!Character.isLetterOrDigit(text.charAt(i)) && text.charAt(i) < 0x2000) {
        i++;
        continue;
      }
      long hash = FNV_OFFSET;
      while (i < length
          && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) >= 0x2000)) {
        hash = (hash ^ Character.toLowerCase(text.charAt(i))) * FNV_PRIME;
        i++;
      }
      add(balance, mix(hash));
      if (words > 0) {
        add(balance, mix(previous * 31 + hash));
      }
      previous = hash;
      words++;
    }
    long bits = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if (balance[bit] > 0) {
        bits |= 1L << bit;
      }
    }
    return new Print(bits, words);
  }

  private static boolean isUrlAt(String text, int at) {
    char c = text.charAt(at);
    return (c == 'h' || c == 'H')
        && (text.regionMatches(true, at, "http://", 0, 7)
            || text.regionMatches(true, at, "https://", 0, 8));
  }

  private static void add(int[] balance, long hash) {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      balance[bit] += (hash >>> bit & 1) == 1 ? 1 : -1;
    }
  }

  private static long mix(long hash) {
    long h = hash ^ hash >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
