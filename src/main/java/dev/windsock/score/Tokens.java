package dev.windsock.score;

/**
 * The tokens of one text as parallel arrays, which cost a tenth of an object each. Confined to the
 * call that made it.
 */
final class Tokens {
  /** What lies beyond so many tokens is ignored. */
  static final int MAX_TOKENS = 512;

  /** What lies beyond so many characters is ignored. */
  static final int MAX_CHARS = 8192;

  static final byte WORD = 0;
  static final byte CASHTAG = 1;
  static final byte HASHTAG = 2;
  static final byte NUMBER = 3;
  static final byte MONEY = 4;
  static final byte PERCENT = 5;
  static final byte EMOJI = 6;
  static final byte MARK = 7;
  static final byte HANDLE = 8;
  static final byte LINK = 9;

  final String text;
  final byte[] kind;
  final int[] start;
  final int[] end;

  /** Of the lower-cased token; the number's scale and sign do not enter. */
  final long[] hash;

  /** The value of numbers, money and percentages, signed when a sign was written. */
  final double[] number;

  /** −1 or 1 where a sign was written before a number, else 0. */
  final byte[] sign;

  /** The {@link Role}s of the word or phrase; filled in by the {@link Lexicon}. */
  final long[] roles;

  int count;
  int letters;
  int foreignLetters;
  boolean endsAsking;

  Tokens(String text) {
    this.text = text;
    int most = Math.min(MAX_TOKENS, text.length());
    kind = new byte[most];
    start = new int[most];
    end = new int[most];
    hash = new long[most];
    number = new double[most];
    sign = new byte[most];
    roles = new long[most];
  }

  boolean isFull() {
    return count == kind.length;
  }

  void add(byte newKind, int from, int to, long newHash) {
    kind[count] = newKind;
    start[count] = from;
    end[count] = to;
    hash[count] = newHash;
    count++;
  }

  boolean has(int i, long roleBits) {
    return (roles[i] & roleBits) != 0;
  }

  boolean isNumber(int i) {
    return kind[i] == NUMBER || kind[i] == MONEY || kind[i] == PERCENT;
  }

  /** The character of a mark, else 0. */
  char mark(int i) {
    return kind[i] == MARK ? text.charAt(start[i]) : 0;
  }

  /** Moves token {@code from} to place {@code to}, ending where token {@code last} ends. */
  void move(int from, int to, int last) {
    kind[to] = kind[from];
    start[to] = start[from];
    end[to] = end[last];
    hash[to] = hash[from];
    number[to] = number[from];
    sign[to] = sign[from];
  }
}
