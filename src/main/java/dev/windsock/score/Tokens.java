package dev.windsock.score;

/**
 * The tokens of one text as parallel arrays, which cost a tenth of an object each, and which the
 * next text may use again. Confined to one thread at a time.
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

  /** A name of the target or of another entity, told by the caller. */
  static final byte NAME = 10;

  /** No name of anyone. */
  static final byte NOBODY = 0;

  static final byte OURS = 1;
  static final byte THEIRS = 2;

  /** Added to {@link #OURS} or {@link #THEIRS}: the name began before this token. */
  static final byte GOES_ON = 4;

  String text = "";
  final byte[] kind;
  final int[] start;
  final int[] end;

  /** Of the lower-cased token; the number's scale and sign do not enter. */
  final long[] hash;

  /** Of a word less its inflection. */
  final long[] stem;

  /** Of the first letters of a longer word, else 0. */
  final long[] lead;

  /** The value of numbers, money and percentages, signed when a sign was written. */
  final double[] number;

  /** −1 or 1 where a sign was written before a number, else 0. */
  final byte[] sign;

  /** The {@link Role}s of the word or phrase; filled in by the {@link Lexicon}. */
  final long[] roles;

  /** Whose name a token is part of; filled in by {@link Names}. */
  final byte[] whose;

  int count;
  int letters;
  int foreignLetters;
  int accentedWords;
  boolean endsAsking;

  Tokens(int most) {
    kind = new byte[most];
    start = new int[most];
    end = new int[most];
    hash = new long[most];
    stem = new long[most];
    lead = new long[most];
    number = new double[most];
    sign = new byte[most];
    roles = new long[most];
    whose = new byte[most];
  }

  /** Forgets all tokens and takes another text. */
  void reset(String newText) {
    text = newText;
    count = 0;
    letters = 0;
    foreignLetters = 0;
    accentedWords = 0;
    endsAsking = false;
  }

  boolean isFull() {
    return count == kind.length;
  }

  void add(byte newKind, int from, int to, long newHash) {
    kind[count] = newKind;
    start[count] = from;
    end[count] = to;
    hash[count] = newHash;
    stem[count] = newHash;
    lead[count] = 0;
    number[count] = 0;
    sign[count] = 0;
    roles[count] = 0;
    whose[count] = NOBODY;
    count++;
  }

  boolean has(int i, long roleBits) {
    return (roles[i] & roleBits) != 0;
  }

  boolean isNumber(int i) {
    return kind[i] == NUMBER || kind[i] == MONEY || kind[i] == PERCENT;
  }

  /** Whether a token is a name of the target, or with {@link #THEIRS} of another. */
  boolean isName(int i, byte side) {
    return (whose[i] & ~GOES_ON) == side;
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
    stem[to] = stem[from];
    lead[to] = lead[from];
    whose[to] = whose[from];
    number[to] = number[from];
    sign[to] = sign[from];
  }
}
