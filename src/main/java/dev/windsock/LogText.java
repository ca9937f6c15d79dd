package dev.windsock;

import java.util.Locale;
import java.util.regex.Pattern;

/** What may stand in a log: one line a field, without what URLs carry in secret. Pure. */
final class LogText {
  private static final Pattern QUERY =
      Pattern.compile("(\\b[a-z]{2,8}://[^\\s?\"'<>]*)\\?[^\\s\"'<>]*");
  private static final Pattern USER_INFO = Pattern.compile("(\\b[a-z]{2,8}://)[^\\s/@\"'<>]*@");

  private LogText() {}

  /** Takes queries and credentials out of the URLs in a text. */
  static String redacted(String text) {
    if (!text.contains("://")) {
      return text;
    }
    String bare = QUERY.matcher(text).replaceAll("$1?…");
    return USER_INFO.matcher(bare).replaceAll("$1****@");
  }

  /** Appends a text in which no character breaks a line or moves a terminal. */
  static void plain(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (unsafe(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  /** Appends a text as a JSON string, quotes included. */
  static void json(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (unsafe(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean unsafe(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
