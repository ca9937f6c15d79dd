package dev.windsock.provider.upstream;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTML to plain text: tags dropped, entities decoded once. One pass, linear in the length. */
final class HtmlText {
  private static final int MAX_ENTITY = 10;
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("lsquo", "\u2018"),
          Map.entry("rsquo", "\u2019"),
          Map.entry("ldquo", "\u201c"),
          Map.entry("rdquo", "\u201d"),
          Map.entry("ndash", "\u2013"),
          Map.entry("mdash", "\u2014"),
          Map.entry("hellip", "\u2026"),
          Map.entry("bull", "\u2022"),
          Map.entry("euro", "\u20ac"),
          Map.entry("pound", "\u00a3"),
          Map.entry("yen", "\u00a5"),
          Map.entry("cent", "\u00a2"),
          Map.entry("reg", "\u00ae"),
          Map.entry("trade", "\u2122"));

  /** Tags that stand within words; all others part them. */
  private static final Set<String> INLINE =
      Set.of("a", "b", "i", "u", "em", "strong", "span", "font", "code", "sub", "sup", "wbr");

  private HtmlText() {}

  /** Text of HTML. A {@code <} that opens no tag stands for itself. */
  static String of(String html) {
    StringBuilder out = new StringBuilder(html.length());
    int lastClose = html.lastIndexOf('>');
    int i = 0;
    while (i < html.length()) {
      char c = html.charAt(i);
      if (c == '<' && i < lastClose && opensTag(html, i)) {
        int end = html.indexOf('>', i);
        if (!INLINE.contains(tagName(html, i))) {
          out.append(' ');
        }
        i = end + 1;
      } else if (c == '&') {
        i = entity(html, i, out);
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString().strip();
  }

  /** Text that holds escaped characters but no tags, as JSON sources send it. */
  static String unescape(String escaped) {
    if (escaped.indexOf('&') < 0) {
      return escaped;
    }
    StringBuilder out = new StringBuilder(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      if (escaped.charAt(i) == '&') {
        i = entity(escaped, i, out);
      } else {
        out.append(escaped.charAt(i++));
      }
    }
    return out.toString();
  }

  private static boolean opensTag(String html, int at) {
    char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || next == '/'
        || next == '!'
        || next == '?';
  }

  private static String tagName(String html, int at) {
    int from = html.charAt(at + 1) == '/' ? at + 2 : at + 1;
    int to = from;
    while (to < html.length() && to - from < MAX_ENTITY && Character.isLetter(html.charAt(to))) {
      to++;
    }
    return html.substring(from, to).toLowerCase(Locale.ROOT);
  }

  /**
   * Appends what the entity at a position means, or the {@code &} itself. Returns where it ends.
   */
  private static int entity(String text, int at, StringBuilder out) {
    int end = at + 1;
    while (end < text.length() && end - at <= MAX_ENTITY && text.charAt(end) != ';') {
      end++;
    }
    if (end < text.length() && text.charAt(end) == ';') {
      String meaning = meaning(text.substring(at + 1, end));
      if (meaning != null) {
        out.append(meaning);
        return end + 1;
      }
    }
    out.append('&');
    return at + 1;
  }

  private static @Nullable String meaning(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    try {
      int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      boolean character =
          Character.isValidCodePoint(code) && !(code >= 0xd800 && code <= 0xdfff) && code > 0;
      return character ? Character.toString(code) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
