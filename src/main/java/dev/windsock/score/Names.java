package dev.windsock.score;

import java.util.List;

/**
 * Marks which tokens are names of the target and which of other entities, before words get their
 * roles: the 'target' of Target Corp and the 'best' of Best Buy are no opinion. Reused; confined to
 * one thread at a time.
 */
final class Names {
  private static final int MAX_NAMES = 32;
  private static final int MAX_WORDS = 32;
  private static final int MAX_TICKER = 5;

  private final Tokens tokens;
  private final Tokens name = new Tokens(MAX_WORDS);
  private final Tokenizer reader = new Tokenizer(name);
  private int ours;
  private int theirs;

  Names(Tokens tokens) {
    this.tokens = tokens;
  }

  /** How many of the target's names the text holds. */
  int ours() {
    return ours;
  }

  /** How many other names the text holds, and cashtags of others. */
  int theirs() {
    return theirs;
  }

  void mark(Target target) {
    ours = 0;
    theirs = 0;
    if (target.names().isEmpty() && target.others().isEmpty()) {
      return;
    }
    ours = mark(target.names(), Tokens.OURS);
    theirs = mark(target.others(), Tokens.THEIRS);
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] == Tokens.CASHTAG && tokens.whose[i] == Tokens.NOBODY) {
        tokens.whose[i] = Tokens.THEIRS;
        theirs++;
      }
    }
  }

  private int mark(List<String> names, byte as) {
    int found = 0;
    for (int n = 0; n < names.size() && n < MAX_NAMES; n++) {
      String given = names.get(n);
      reader.fill(given);
      boolean here = markName(as);
      if (isShareClass(given)) {
        reader.fillTicker(given);
        here |= markName(as);
      }
      found += here ? 1 : 0;
    }
    return found;
  }

  /** Whether the name that was read last stands in the text. */
  private boolean markName(byte as) {
    boolean here = false;
    for (int i = 0; name.count > 0 && i + name.count <= tokens.count; i++) {
      if (matches(i)) {
        here = true;
        mark(i, i + name.count, as);
      }
    }
    return here;
  }

  /** A longer name that was found first keeps its tokens. */
  private void mark(int from, int to, byte as) {
    for (int i = from; i < to; i++) {
      if (tokens.whose[i] != Tokens.NOBODY) {
        return;
      }
    }
    for (int i = from; i < to; i++) {
      tokens.whose[i] = i == from ? as : (byte) (as | Tokens.GOES_ON);
    }
  }

  private boolean matches(int at) {
    for (int j = 0; j < name.count; j++) {
      if (tokens.hash[at + j] != name.hash[j] || tokens.hash[at + j] == 0) {
        return false;
      }
    }
    // 'IT' is a ticker only as written: a short name of capitals does not match the word 'it'.
    return name.count > 1
        || tokens.kind[at] != Tokens.WORD
        || !isTicker(name.text)
        || isUpper(tokens.text, tokens.start[at]);
  }

  private static boolean isTicker(String name) {
    if (name.length() > MAX_TICKER) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isLowerCase(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** BRK.B is one cashtag but three tokens of plain text. */
  private static boolean isShareClass(String name) {
    return name.length() <= MAX_TICKER + 1 && name.indexOf('.') > 0 && isTickerWithDot(name);
  }

  private static boolean isTickerWithDot(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '.' && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUpper(String text, int at) {
    return Character.isUpperCase(text.charAt(at))
        && (at + 1 >= text.length() || !Character.isLowerCase(text.charAt(at + 1)));
  }
}
