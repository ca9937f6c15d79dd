package dev.windsock.score;

/**
 * Takes the inflection off a word while its hash is made letter by letter: {@code rises}, {@code
 * rising} and {@code rise} share the hash of {@code ris}. No more than -s, -es, -ed, -ing and -e
 * go, and two letters at least stay. Confined to one thread at a time.
 */
final class Endings {
  private static final int SHORTEST = 3;

  private int length;
  private int last;
  private int second;
  private int third;
  private long lessOne;
  private long lessTwo;
  private long lessThree;
  private long whole;

  void reset() {
    length = 0;
    last = 0;
    second = 0;
    third = 0;
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
