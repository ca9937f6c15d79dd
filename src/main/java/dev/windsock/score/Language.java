package dev.windsock.score;

import org.jspecify.annotations.Nullable;

/** Tells English from other languages by script, accents and stop words. */
final class Language {
  private Language() {}

  /**
   * Whether a text is English, or too short to tell.
   *
   * @param tokens with their roles
   * @param told the code that the upstream gave, or null
   */
  static boolean isEnglish(Tokens tokens, @Nullable String told) {
    if (told != null && !told.isEmpty() && !told.startsWith("und")) {
      return told.regionMatches(true, 0, "en", 0, 2);
    }
    if (tokens.foreignLetters * 10 > tokens.letters * 3) {
      return false;
    }
    int english = 0;
    int foreign = tokens.accentedWords;
    for (int i = 0; i < tokens.count; i++) {
      boolean known = tokens.has(i, Role.FOREIGN.bit);
      foreign += known ? 1 : 0;
      english += !known && tokens.roles[i] != 0 && tokens.kind[i] == Tokens.WORD ? 1 : 0;
    }
    return foreign < 2 || foreign <= english;
  }
}
