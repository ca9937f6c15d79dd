package dev.windsock.cache;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.option.InvalidValueException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which ids an invalidation means. Ids of the form {@code <source>:<symbol>:…} are selected by
 * source and symbol; any by a glob in which {@code *} and {@code ?} alone are special. Immutable.
 */
final class Selection {
  private static final int MAX_PATTERN = 200;

  private final @Nullable String source;
  private final @Nullable String symbol;
  private final @Nullable String glob;
  private final @Nullable Pattern pattern;

  Selection(@Nullable String source, @Nullable String symbol, @Nullable String glob) {
    this.source = source;
    this.symbol = symbol;
    this.glob = glob;
    this.pattern = glob == null ? null : compile(glob);
  }

  /** Reads a request that has no tag. */
  static Selection of(Invalidate request) {
    if (request.source() == null && request.symbol() == null && request.pattern() == null) {
      throw new InvalidValueException(
          "body", "nothing", "at least one of symbol, source, pattern; or a tag");
    }
    return new Selection(request.source(), request.symbol(), request.pattern());
  }

  /** Runs of stars are one star, so that matching stays linear in what is matched. */
  private static Pattern compile(String glob) {
    if (glob.isEmpty() || glob.length() > MAX_PATTERN) {
      throw new InvalidValueException("pattern", glob, "1 to " + MAX_PATTERN + " characters");
    }
    StringBuilder regex = new StringBuilder();
    int stars = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '*') {
        if (i == 0 || glob.charAt(i - 1) != '*') {
          regex.append(".*");
          stars++;
        }
      } else {
        regex.append(c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    if (stars > 4) {
      throw new InvalidValueException("pattern", glob, "at most 4 stars");
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  boolean matches(String id) {
    if (pattern != null && !pattern.matcher(id).matches()) {
      return false;
    }
    int first = id.indexOf(':');
    if (source != null && (first < 0 || !id.substring(0, first).equals(source))) {
      return false;
    }
    if (symbol == null) {
      return true;
    }
    int second = first < 0 ? -1 : id.indexOf(':', first + 1);
    String part = first < 0 ? id : id.substring(first + 1, second < 0 ? id.length() : second);
    return part.equals(symbol);
  }

  /** A glob for Redis that matches at least these ids. */
  String redisGlob() {
    if (glob != null) {
      return escape(glob, true);
    }
    return (source == null ? "*" : escape(source, false) + ":")
        + (symbol == null ? "*" : escape(symbol, false) + "*");
  }

  private static String escape(String text, boolean globs) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean special =
          c == '[' || c == ']' || c == '\\' || c == '^' || (!globs && (c == '*' || c == '?'));
      if (special) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  @Nullable String source() {
    return source;
  }

  @Nullable String symbol() {
    return symbol;
  }

  @Nullable String glob() {
    return glob;
  }
}
