package dev.windsock.score;

/**
 * The words of a text, their stems and first letters, the pairs of neighbours, of what neighbours
 * do in the sentence ({@link Role}) and of words with one between, the pairs of rules that found
 * something, the rules after a subordinator, and where several entities are named what stands
 * around the target, as 64-bit keys of a {@link Model}'s table. Names, tickers, links and numbers
 * count as what they are, not as which: a model that knew the name of a company would learn its
 * fate in the training texts. Words under a negation and words of clauses about others are keys of
 * their own. What shares a link is another kind of text: there each gram counts a second time, as a
 * gram of such texts (H. Daumé III, Frustratingly easy domain adaptation, 2007). Reused; confined
 * to one thread at a time.
 */
final class Grams {
  private static final int PER_TOKEN = 6;

  /** So many times the target's name counts with what stands around it. */
  private static final int MAX_PLACES = 4;

  /** So many different rules of a text are paired. */
  private static final int MAX_RULES = 12;

  private static final int BEFORE_REACH = 3;
  private static final int AFTER_REACH = 4;

  /** Longer texts count each gram for less, so that length by itself is no evidence. */
  private static final int USUAL_TOKENS = 24;

  // Odd constants of good spread, one for each way in which a word can count.
  private static final long STEM = 0x1b873593cc9e2d51L;
  private static final long LEAD = 0x3f84d5b5b5470917L;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;
  private static final long ROLES = 0x6b4b1c5d9e2f4681L;
  private static final long RULES = 0x4d5e6f708192a3b5L;
  private static final long UNDER = 0x2f0b4f1d6a8e9c37L;
  private static final long LINKED = 0x71374491428a2f98L;
  private static final long PAIR = 0x52dce729da3ed6a1L;
  private static final long APART = 0x35c2f1b5a9d7e463L;
  private static final long OUTSIDE = 0x38495ab5c8be4f6dL;
  private static final long NEGATED = 0x2545f4914f6cdd1dL;
  private static final long BEGINNING = 0x7fb5d329728ea185L;
  private static final long CASHTAG = 0x6c62272e07bb0142L;
  private static final long LINK = 0x14650fb0739d0383L;
  private static final long HANDLE = 0x27d4eb2f165667c5L;
  private static final long FIRST = 0x5851f42d4c957f2dL;
  private static final long LATER = 0x3c6ef372fe94f82bL;
  private static final long AFTER_COLON = 0x1f83d9abfb41bd6bL;
  private static final long JUST_BEFORE = 0x5be0cd19137e2179L;
  private static final long BEFORE = 0x6a09e667f3bcc909L;
  private static final long JUST_AFTER = 0x510e527fade682d1L;
  private static final long AFTER = 0x2b3e6c1f1f83d9abL;
  private static final long NUMBER = 0x4cf5ad432745937fL;
  private static final long PERCENT = 0x51afd7ed558ccd25L;
  private static final long PLUS = 0x1e3779b97f4a7c15L;
  private static final long MINUS = 0x63d83595d1a5f0e1L;

  private final Tokens tokens;
  private final Events events;
  private final boolean[] kept;
  private final boolean[] negated;
  private final boolean[] told;
  private final long[] keys;
  private final int[] from;
  private final int[] to;
  private final int[] rules = new int[MAX_RULES];

  /** By token, the last subordinator up to it, or −1. */
  private final int[] under;

  private boolean linked;
  private int around;
  private int aroundEnd;
  private int count;
  private double value;

  Grams(Tokens tokens, Events events, boolean[] kept, boolean[] negated, boolean[] told) {
    this.events = events;
    this.told = told;
    this.tokens = tokens;
    this.kept = kept;
    this.negated = negated;
    under = new int[kept.length];
    int most =
        2
            * (kept.length * PER_TOKEN
                + MAX_PLACES * 2 * (BEFORE_REACH + AFTER_REACH + 1)
                + MAX_RULES * (MAX_RULES + 3) / 2);
    keys = new long[most];
    from = new int[most];
    to = new int[most];
  }

  int count() {
    return count;
  }

  long key(int gram) {
    return keys[gram];
  }

  /** Whether a gram is of what stands around the target. */
  boolean isAround(int gram) {
    return gram >= around && gram < aroundEnd;
  }

  /** The token that a gram begins with. */
  int from(int gram) {
    return from[gram];
  }

  /** The token that a gram ends with. */
  int to(int gram) {
    return to[gram];
  }

  /** The value of each gram as a feature. */
  double value() {
    return value;
  }

  void reset() {
    count = 0;
    around = 0;
    aroundEnd = 0;
    value = 1;
  }

  void read() {
    reset();
    long before = BEGINNING;
    long earlier = BEGINNING;
    long part = BEGINNING;
    int first = 0;
    int last = 0;
    int words = 0;
    boolean others = false;
    linked = hasLink();
    int subordinator = -1;
    for (int i = 0; i < tokens.count; i++) {
      subordinator = tokens.has(i, Role.SUBORDINATE.bit) ? i : subordinator;
      under[i] = subordinator;
      if (isSilent(i)) {
        continue;
      }
      others |= tokens.isName(i, Tokens.THEIRS);
      long symbol = symbol(i);
      if (kept[i]) {
        words++;
        long mark = negated[i] ? NEGATED : 0;
        word(i, symbol, mark);
        long does = tokens.roles[i] == 0 ? symbol : tokens.roles[i] * SPREAD;
        if (does != symbol || part != before) {
          add(Tokenizer.join(part, does) ^ ROLES ^ mark, last, i);
        }
        add(Tokenizer.join(before, symbol) ^ PAIR ^ mark, last, i);
        add(Tokenizer.join(earlier, symbol) ^ APART ^ mark, first, i);
        earlier = before;
        before = symbol;
        part = does;
      } else {
        add(symbol ^ OUTSIDE, i, i);
        earlier = OUTSIDE;
        before = OUTSIDE;
        part = OUTSIDE;
      }
      first = last;
      last = i;
    }
    around = count;
    if (others) {
      aroundTarget();
    }
    aroundEnd = count;
    pairRules();
    value = words <= USUAL_TOKENS ? 1 : StrictMath.sqrt(USUAL_TOKENS / (double) words);
  }

  /** A word by itself, unless a rule reads it with another, and what it shares with like words. */
  private void word(int i, long symbol, long mark) {
    if (!told[i] && !tokens.has(i, Role.NOT.bit)) {
      add(symbol ^ mark, i, i);
      if (tokens.stem[i] != tokens.hash[i]) {
        add(tokens.stem[i] ^ STEM ^ mark, i, i);
      }
    }
    if (tokens.lead[i] != 0 && tokens.whose[i] == Tokens.NOBODY) {
      add(tokens.lead[i] ^ LEAD ^ mark, i, i);
    }
  }

  /** Who is named first, and what stands beside the target, tell whom a verb is about. */
  private void aroundTarget() {
    boolean named = false;
    boolean colon = false;
    int places = 0;
    for (int i = 0; i < tokens.count && places < MAX_PLACES; i++) {
      colon |= tokens.mark(i) == ':';
      if (tokens.isName(i, Tokens.OURS)) {
        places++;
        add(named ? LATER : FIRST, i, i);
        if (colon) {
          add(AFTER_COLON, i, i);
        }
        for (int j = i - 1; j >= 0 && j >= i - BEFORE_REACH && !isStop(j); j--) {
          around(j, j == i - 1 ? JUST_BEFORE : BEFORE, j, i);
        }
        for (int j = i + 1; j < tokens.count && j <= i + AFTER_REACH && !isStop(j); j++) {
          around(j, j == i + 1 ? JUST_AFTER : AFTER, i, j);
        }
      }
      named |= tokens.whose[i] != Tokens.NOBODY;
    }
  }

  /** What a token beside the target is, and what it does. */
  private void around(int i, long where, int first, int last) {
    add(symbol(i) ^ where, first, last);
    if (tokens.roles[i] != 0) {
      add((tokens.roles[i] * SPREAD) ^ ROLES ^ where, first, last);
    }
  }

  /**
   * A cut after a miss, a question about a rise: two rules together say more than their sum; and
   * what stands after 'despite' or 'amid' says less than the main clause.
   */
  private void pairRules() {
    int found = 0;
    for (int e = 0; e < events.count() && found < MAX_RULES; e++) {
      int other = 0;
      while (other < found && events.feature(rules[other]) != events.feature(e)) {
        other++;
      }
      if (other < found || isPlain(events.feature(e))) {
        continue;
      }
      for (other = 0; other < found; other++) {
        int earlier = rules[other];
        long low = Math.min(events.feature(e), events.feature(earlier));
        long high = Math.max(events.feature(e), events.feature(earlier));
        int first = Math.min(events.from(e), events.from(earlier));
        int last = Math.max(events.to(e), events.to(earlier));
        add(((low * 1000 + high + 7) * SPREAD) ^ RULES, first, last);
      }
      rules[found++] = e;
      int subordinator = under[events.from(e)];
      if (subordinator >= 0) {
        long rule = (events.feature(e) + 7) * SPREAD ^ UNDER;
        add(rule, subordinator, events.to(e));
        add(Tokenizer.join(rule, tokens.hash[subordinator]), subordinator, events.to(e));
      }
    }
  }

  private boolean hasLink() {
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] == Tokens.LINK) {
        return true;
      }
    }
    return false;
  }

  /** What an offering or the booking of profits says does not hang on what stands beside it. */
  private static boolean isPlain(int feature) {
    return feature == Feature.OFFER.index || feature == Feature.BOOKING.index;
  }

  private boolean isSilent(int i) {
    char mark = tokens.mark(i);
    return mark != 0 && mark != '?' && mark != '!' && mark != ':';
  }

  private boolean isStop(int i) {
    char mark = tokens.mark(i);
    return mark != 0 && mark != ',';
  }

  private void add(long key, int first, int last) {
    put(key, first, last);
    if (linked) {
      put(key ^ LINKED, first, last);
    }
  }

  private void put(long key, int first, int last) {
    keys[count] = key;
    from[count] = first;
    to[count] = last;
    count++;
  }

  private long symbol(int i) {
    return switch (tokens.kind[i]) {
      case Tokens.NUMBER, Tokens.MONEY -> NUMBER;
      case Tokens.PERCENT -> tokens.sign[i] == 0 ? PERCENT : tokens.sign[i] > 0 ? PLUS : MINUS;
      case Tokens.CASHTAG -> tokens.whose[i] == Tokens.NOBODY ? CASHTAG : tokens.hash[i];
      case Tokens.LINK -> LINK;
      case Tokens.HANDLE -> HANDLE;
      default -> tokens.hash[i];
    };
  }
}
