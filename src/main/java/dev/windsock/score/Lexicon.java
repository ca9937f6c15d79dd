package dev.windsock.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Words and phrases with their {@link Role}s, read once from a text resource. Keyed by a 64-bit
 * hash: two words of one language that share it are not to be expected in any lexicon's lifetime.
 * Immutable and safe on any thread.
 */
final class Lexicon {
  /** The most words in a phrase. */
  static final int MAX_PHRASE = 4;

  /** Marks a word that begins a phrase; no role uses the highest bit. */
  private static final long BEGINS_PHRASE = 1L << 63;

  /** What any name of the target counts as, so that no model learns whose it is. */
  static final long OURS = 0x5f1d3a7c92e4b861L;

  /** What any name of another entity counts as. */
  static final long THEIRS = 0x3c79ac4926f7a51dL;

  private final long[] keys;
  private final long[] roles;
  private final int mask;

  private Lexicon(Map<Long, Long> words) {
    int size = Integer.highestOneBit(Math.max(16, words.size())) * 4;
    keys = new long[size];
    roles = new long[size];
    mask = size - 1;
    words.forEach(
        (key, bits) -> {
          int i = slot(key);
          while (keys[i] != 0) {
            i = (i + 1) & mask;
          }
          keys[i] = key;
          roles[i] = bits;
        });
  }

  /** Reads a lexicon from a resource of this package. */
  static Lexicon load(String resource) {
    Map<Long, Long> words = new HashMap<>();
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      long role = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          String name = line.substring(1, line.indexOf(']')).toUpperCase(Locale.ROOT);
          role = Role.valueOf(name).bit;
        } else if (!line.startsWith("#")) {
          for (String word : line.split(" ")) {
            if (!word.isEmpty()) {
              put(words, word.replace('_', ' '), role);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Lexicon(words);
  }

  private static void put(Map<Long, Long> words, String phrase, long role) {
    Tokens tokens = Tokenizer.read(phrase);
    if (tokens.count == 0 || tokens.count > MAX_PHRASE) {
      throw new IllegalStateException("no word or phrase: " + phrase);
    }
    if (tokens.count > 1 && tokens.hash[0] != 0) {
      words.merge(tokens.hash[0], BEGINS_PHRASE, (a, b) -> a | b);
    }
    long key = tokens.hash[0];
    for (int i = 1; i < tokens.count; i++) {
      key = Tokenizer.join(key, tokens.hash[i]);
    }
    words.merge(key, role, (a, b) -> a | b);
  }

  /** Gives tokens their roles and makes one token of each phrase, the longest first. */
  void annotate(Tokens tokens) {
    int to = 0;
    for (int i = 0; i < tokens.count; to++) {
      int last = i;
      long bits = 0;
      long whole = tokens.hash[i];
      if (tokens.whose[i] != Tokens.NOBODY) {
        last = nameEnd(tokens, i);
        bits = Role.PRICE.bit;
        whole = tokens.isName(i, Tokens.OURS) ? OURS : THEIRS;
      } else if (isLexical(tokens.kind[i])) {
        bits = find(tokens.hash[i]);
        if ((bits & BEGINS_PHRASE) != 0) {
          bits &= ~BEGINS_PHRASE;
          long joined = tokens.hash[i];
          for (int j = i + 1; j < tokens.count && j < i + MAX_PHRASE; j++) {
            if ((!isLexical(tokens.kind[j]) && tokens.kind[j] != Tokens.NUMBER)
                || tokens.whose[j] != Tokens.NOBODY) {
              break;
            }
            joined = Tokenizer.join(joined, tokens.hash[j]);
            long found = find(joined) & ~BEGINS_PHRASE;
            if (found != 0) {
              bits = found;
              last = j;
              whole = joined;
            }
          }
        }
      } else if (tokens.kind[i] == Tokens.NUMBER && i + 1 < tokens.count) {
        for (int more = 2; more > 0 && last == i; more--) {
          long joined = numberPhrase(tokens, i, more);
          bits = joined == 0 ? 0 : find(joined) & ~BEGINS_PHRASE;
          if (bits != 0) {
            last = i + more;
            whole = joined;
          }
        }
      }
      if (to != i || last != i) {
        tokens.move(i, to, last);
      }
      if (tokens.whose[to] != Tokens.NOBODY) {
        tokens.kind[to] = tokens.kind[to] == Tokens.CASHTAG ? Tokens.CASHTAG : Tokens.NAME;
      } else if (last != i) {
        tokens.kind[to] = tokens.kind[last] == Tokens.EMOJI ? Tokens.EMOJI : Tokens.WORD;
      }
      if (last != i || tokens.whose[to] != Tokens.NOBODY) {
        tokens.hash[to] = whole;
        tokens.stem[to] = whole;
      }
      tokens.roles[to] = bits;
      i = last + 1;
    }
    tokens.count = to;
  }

  private static int nameEnd(Tokens tokens, int i) {
    int last = i;
    while (last + 1 < tokens.count && (tokens.whose[last + 1] & Tokens.GOES_ON) != 0) {
      last++;
    }
    return last;
  }

  /** Numbers share one hash, so that 52 week high is found as any number, week, high. */
  private long numberPhrase(Tokens tokens, int i, int more) {
    long joined = 0;
    for (int j = i + 1; j <= i + more; j++) {
      if (j >= tokens.count || !isLexical(tokens.kind[j]) || tokens.whose[j] != Tokens.NOBODY) {
        return 0;
      }
      joined = Tokenizer.join(joined, tokens.hash[j]);
    }
    return joined;
  }

  private static boolean isLexical(byte kind) {
    return kind == Tokens.WORD || kind == Tokens.HASHTAG || kind == Tokens.EMOJI;
  }

  private long find(long key) {
    int i = slot(key);
    while (keys[i] != 0) {
      if (keys[i] == key) {
        return roles[i];
      }
      i = (i + 1) & mask;
    }
    return 0;
  }

  private int slot(long key) {
    return (int) (key ^ (key >>> 32)) & mask;
  }
}
