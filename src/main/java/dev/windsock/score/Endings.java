package dev.windsock.score;

/**
 * Takes the inflection off a word while its hash is made letter by letter: {@code rises}, {@code
 * rising} and {@code rise} share the hash of {@code ris}. No more than -s, -es, -ed, -ing and -e
 * go, and two letters at least stay. A longer word's first letters are noted besides: they are what
 * {@code investor}, {@code investment} and {@code invested} share. Confined to one thread at a
 * time.
 */
final class Endings {
  private static final int SHORTEST = 3;
  private static final int LEAD = 4;

  private int length;
  private int last;
  private int second;
  private int third;
  private long lessOne;
  private long lessTwo;
  private long lessThree;
  private long whole;
  private long lead;

  void reset() {
    length = 0;
    last = 0;
    second = 0;
    third = 0;
    lead = 0;
  }

  /** Takes the next letter, in lower case, and the hash up to it. */
  void add(int letter, long hash) {
    third = second;
    second = last;
    last = letter;
    lessThree = lessTwo;
    lessTwo = lessOne;
    lessOne = whole;
    whole = hash;
    length++;
    if (length == LEAD) {
      lead = hash;
    }
  }

  /** The hash of the first four letters of a longer word, else 0. */
  long lead() {
    return length > LEAD ? lead : 0;
  }

  /** The hash of the word without its inflection. */
  long stem(long hash) {
    if (length > SHORTEST + 2 && third == 'i' && second == 'n' && last == 'g') {
      return lessThree;
    }
    if (length > SHORTEST + 1 && second == 'e' && (last == 'd' || last == 's')) {
      return lessTwo;
    }
    if (length > SHORTEST && (last == 'e' || (last == 's' && second != 's'))) {
      return lessOne;
    }
    return hash;
  }
}
