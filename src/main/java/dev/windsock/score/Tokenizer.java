package dev.windsock.score;

/**
 * Cuts a text into words, cashtags, hashtags, numbers, percentages, emoji and marks in one pass
 * from left to right, with no regular expression and no copy of any part: time is linear in the
 * length whatever the text, and bounded by {@link Tokens#MAX_CHARS}.
 *
 * <p>Hyphens separate words. A possessive {@code 's} is dropped. Three or more equal letters in a
 * row count as two ({@code mooooon}). Variation selectors, skin tones and what is joined to an
 * emoji belong to it and do not change it.
 */
final class Tokenizer {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;

  /** Digits beyond so many are passed over, so that no number is infinite, nor a ratio of two. */
  private static final double ENOUGH_DIGITS = 1e17;

  private final Tokens tokens;
  private String text = "";
  private int length;
  private final Endings endings = new Endings();
  private int at;
  private long stem;

  Tokenizer(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The tokens of a text, without roles, in arrays of their own. */
  static Tokens read(CharSequence text) {
    Tokens tokens = new Tokens(Math.min(Tokens.MAX_TOKENS, text.length()));
    new Tokenizer(tokens).fill(text);
    return tokens;
  }

  /** The hash of a phrase, from the hash of its beginning and that of its next word. */
  static long join(long hash, long next) {
    return (Long.rotateLeft(hash, 23) ^ next) * PRIME;
  }

  /** Puts the tokens of a text, without roles, in place of those of the last one. */
  void fill(CharSequence given) {
    text =
        given.length() > Tokens.MAX_CHARS
            ? given.subSequence(0, Tokens.MAX_CHARS).toString()
            : given.toString();
    length = text.length();
    at = 0;
    tokens.reset(text);
    while (at < length && !tokens.isFull()) {
      char c = text.charAt(at);
      if (c <= ' ') {
        if (c == '\n') {
          tokens.add(Tokens.MARK, at, at + 1, c);
        }
        at++;
      } else if (isAsciiLetter(c)) {
        word();
      } else if (isDigit(c)) {
        number(at, at, (byte) 0, Tokens.NUMBER);
      } else if (c < 128) {
        ascii(c);
      } else {
        beyond();
      }
    }
    tokens.endsAsking = asks();
  }

  /** A ticker such as BRK.B, which is one cashtag in a text though it is written without one. */
  void fillTicker(String ticker) {
    tokens.reset(ticker);
    long hash = BASIS;
    for (int i = 0; i < ticker.length(); i++) {
      hash = step(hash, lower(ticker.charAt(i)));
    }
    tokens.add(Tokens.CASHTAG, 0, ticker.length(), hash);
  }

  private void ascii(char c) {
    char next = peek(1);
    boolean fresh = at == 0 || !isWordChar(text.charAt(at - 1));
    if (c == '$' && isAsciiLetter(next) && fresh) {
      cashtag();
    } else if (c == '$' && startsNumber(at + 1)) {
      number(at, at + 1, (byte) 0, Tokens.MONEY);
    } else if ((c == '+' || c == '-') && fresh && next == '$' && startsNumber(at + 2)) {
      number(at, at + 2, (byte) (c == '+' ? 1 : -1), Tokens.MONEY);
    } else if ((c == '+' || c == '-') && fresh && startsNumber(at + 1)) {
      number(at, at + 1, (byte) (c == '+' ? 1 : -1), Tokens.NUMBER);
    } else if (c == '.' && isDigit(next) && fresh) {
      number(at, at, (byte) 0, Tokens.NUMBER);
    } else if ((c == '#' || c == '@') && isWordChar(next)) {
      tagged(c == '#' ? Tokens.HASHTAG : Tokens.HANDLE);
    } else if (c == ':' && (next == ')' || next == '(' || next == 'D') && !isWordChar(peek(2))) {
      tokens.add(Tokens.EMOJI, at, at + 2, step(step(BASIS, ':'), next));
      at += 2;
    } else if (c == '/' && next == 's' && !isWordChar(peek(2)) && fresh) {
      tokens.add(Tokens.WORD, at, at + 2, step(step(BASIS, '/'), 's'));
      at += 2;
    } else if (c == '%' && tokens.count > 0 && tokens.isNumber(tokens.count - 1)) {
      tokens.kind[tokens.count - 1] = Tokens.PERCENT;
      at++;
    } else if (c == '-' && (next == '-' || (peek(-1) == ' ' && next == ' '))) {
      mark('-');
      at += next == '-' ? 1 : 0;
    } else if (c == '.' && tokens.count > 0 && isInitial(tokens.count - 1)) {
      at++;
    } else if (".,;:!?()|\"".indexOf(c) >= 0) {
      mark(c);
    } else {
      at++;
    }
  }

  private void mark(char c) {
    tokens.add(Tokens.MARK, at, at + 1, c);
    at++;
  }

  /** A single letter before a full stop, as in U.S., ends no sentence. */
  private boolean isInitial(int token) {
    return tokens.kind[token] == Tokens.WORD
        && tokens.end[token] == at
        && tokens.end[token] - tokens.start[token] == 1;
  }

  private void beyond() {
    int c = text.codePointAt(at);
    int width = Character.charCount(c);
    if (isEmoji(c)) {
      int from = at;
      at += width;
      swallowJoined();
      tokens.add(Tokens.EMOJI, from, at, step(BASIS, c));
    } else if (Character.isLetter(c)) {
      word();
    } else if ((c == '€' || c == '£' || c == '¥' || c == '₹') && startsNumber(at + 1)) {
      number(at, at + 1, (byte) 0, Tokens.MONEY);
    } else if (c == '−' && startsNumber(at + 1)) {
      number(at, at + 1, (byte) -1, Tokens.NUMBER);
    } else if (c == '—' || c == '–' || c == '…') {
      mark((char) c);
    } else {
      at += width;
    }
  }

  private void swallowJoined() {
    while (at < length) {
      int c = text.codePointAt(at);
      if (c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff)) {
        at += Character.charCount(c);
      } else if (c == 0x200d && at + 1 < length) {
        at++;
        at += Character.charCount(text.codePointAt(at));
      } else {
        return;
      }
    }
  }

  private void word() {
    int from = at;
    if (((text.charAt(at) | 0x20) == 'h' && link(from)) || text.startsWith("www.", at)) {
      while (at < length && text.charAt(at) > ' ') {
        at++;
      }
      tokens.add(Tokens.LINK, from, at, 0);
      return;
    }
    tokens.add(Tokens.WORD, from, at, letters(from));
    tokens.end[tokens.count - 1] = at;
    tokens.stem[tokens.count - 1] = stem;
    tokens.lead[tokens.count - 1] = endings.lead();
  }

  private boolean link(int from) {
    return text.startsWith("http://", from) || text.startsWith("https://", from);
  }

  /** Reads on through a word and returns its hash. */
  private long letters(int from) {
    long hash = BASIS;
    int last = -1;
    int run = 0;
    boolean accented = false;
    endings.reset();
    while (at < length) {
      int c = text.charAt(at);
      int width = 1;
      if (isAsciiLetter((char) c)) {
        c |= 0x20;
        tokens.letters++;
      } else if (c == '\'' || c == '’') {
        if (!Character.isLetter(peek(1)) || at == from) {
          break;
        }
        if ((peek(1) | 0x20) == 's' && !isWordChar(peek(2))) {
          at += 2;
          break;
        }
        c = '\'';
      } else if (c == '&') {
        if (!isAsciiLetter(peek(1))) {
          break;
        }
      } else if (c >= 128) {
        c = text.codePointAt(at);
        if (!Character.isLetterOrDigit(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
          break;
        }
        width = Character.charCount(c);
        c = Character.toLowerCase(c);
        accented = true;
        tokens.letters++;
        if (c > 0x24f) {
          tokens.foreignLetters++;
        }
      } else if (!isDigit((char) c)) {
        break;
      }
      run = c == last ? run + 1 : 1;
      last = c;
      if (run <= 2 || c <= '9') {
        hash = step(hash, c);
        endings.add(c, hash);
      }
      at += width;
    }
    stem = endings.stem(hash);
    tokens.accentedWords += accented ? 1 : 0;
    return hash;
  }

  private void cashtag() {
    int from = at++;
    long hash = BASIS;
    while (at < length && isWordChar(text.charAt(at))) {
      hash = step(hash, lower(text.charAt(at++)));
    }
    char c = peek(0);
    if ((c == '.' || c == '-') && isAsciiLetter(peek(1)) && !isAsciiLetter(peek(2))) {
      hash = step(step(hash, '.'), lower(peek(1)));
      at += 2;
    }
    tokens.add(Tokens.CASHTAG, from, at, hash);
  }

  private void tagged(byte kind) {
    int from = at++;
    long hash = letters(at);
    tokens.add(kind, from, Math.max(at, from + 1), hash);
    tokens.stem[tokens.count - 1] = stem;
    tokens.lead[tokens.count - 1] = endings.lead();
  }

  private void number(int from, int digits, byte sign, byte kind) {
    at = digits;
    double value = 0;
    double unit = 0;
    while (at < length) {
      char c = text.charAt(at);
      if (isDigit(c)) {
        if (unit < ENOUGH_DIGITS && value < ENOUGH_DIGITS) {
          value = value * 10 + (c - '0');
          unit *= 10;
        }
      } else if (c == '.' && unit == 0 && isDigit(peek(1))) {
        unit = 1;
      } else if (c != ',' || !isDigit(peek(1))) {
        break;
      }
      at++;
    }
    if (unit > 1) {
      value /= unit;
    }
    int suffix = at;
    while (at < length && isWordChar(text.charAt(at))) {
      at++;
    }
    double scale = scale(suffix, at);
    if (scale == 0) {
      // 4Q19, 3rd: a word that begins with a digit.
      int stop = at;
      at = digits;
      tokens.add(Tokens.WORD, from, stop, letters(digits));
      at = Math.max(stop, at);
      return;
    }
    byte shown = kind;
    if (at < length && text.charAt(at) == '%') {
      shown = Tokens.PERCENT;
      at++;
    }
    tokens.add(shown, from, at, 0);
    tokens.number[tokens.count - 1] = (sign < 0 ? -value : value) * scale;
    tokens.sign[tokens.count - 1] = sign;
  }

  /** What a suffix multiplies by; 1 for none, 0 for letters that are no scale. */
  private double scale(int from, int to) {
    if (from == to) {
      return 1;
    }
    char first = lower(text.charAt(from));
    char second = to - from > 1 ? lower(text.charAt(from + 1)) : 'n';
    if (to - from > 3 || (second != 'n' && second != 'm' && second != 'l')) {
      return 0;
    }
    return switch (first) {
      case 'k' -> 1e3;
      case 'm' -> 1e6;
      case 'b' -> 1e9;
      case 't' -> 1e12;
      default -> 0;
    };
  }

  private boolean asks() {
    for (int i = tokens.count - 1; i >= 0; i--) {
      byte kind = tokens.kind[i];
      if (kind != Tokens.LINK
          && kind != Tokens.CASHTAG
          && kind != Tokens.HASHTAG
          && kind != Tokens.HANDLE
          && kind != Tokens.EMOJI) {
        char c = tokens.mark(i);
        if (c == '?') {
          return true;
        }
        if (c != '!' && c != '"' && c != '\n') {
          return false;
        }
      }
    }
    return false;
  }

  private boolean startsNumber(int i) {
    return i < length
        && (isDigit(text.charAt(i))
            || (text.charAt(i) == '.' && i + 1 < length && isDigit(text.charAt(i + 1))));
  }

  private char peek(int ahead) {
    int i = at + ahead;
    return i >= 0 && i < length ? text.charAt(i) : 0;
  }

  private static long step(long hash, int c) {
    return (hash ^ c) * PRIME;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordChar(char c) {
    return isAsciiLetter(c) || isDigit(c) || (c >= 128 && Character.isLetter(c));
  }

  private static boolean isEmoji(int c) {
    return (c >= 0x1f000 && c <= 0x1faff)
        || (c >= 0x2600 && c <= 0x27bf)
        || (c >= 0x2b00 && c <= 0x2bff)
        || (c >= 0x25a0 && c <= 0x25ff)
        || (c >= 0x2190 && c <= 0x21ff);
  }
}
