package dev.windsock;

/** Cells of CSV and of tables. Pure. */
final class Cells {
  private Cells() {}

  /**
   * A text as a CSV cell (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe
   * in front.
   */
  static String csv(String text) {
    String safe = text;
    if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
      safe = "'" + text;
    }
    boolean quote =
        safe.indexOf(',') >= 0
            || safe.indexOf('"') >= 0
            || safe.indexOf('\n') >= 0
            || safe.indexOf('\r') >= 0;
    return quote ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** A text as one line of at most so many characters, control characters replaced by spaces. */
  static String line(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .limit(longest + 1L)
        .forEach(line::appendCodePoint);
    if (line.codePointCount(0, line.length()) <= longest) {
      return line.toString();
    }
    return line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
  }
}
