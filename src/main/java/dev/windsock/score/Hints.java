package dev.windsock.score;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a text besides its words.
 *
 * @param nativeScore the author's own label or the upstream's score, −1 to 1, or null; taken as the
 *     score at high confidence
 * @param language an ISO 639-1 code that the upstream gave, or null
 * @param explain whether to fill in the terms
 */
public record Hints(@Nullable Double nativeScore, @Nullable String language, boolean explain) {
  /** Nothing known, nothing explained. */
  public static final Hints NONE = new Hints(null, null, false);

  /** Nothing known, with explanation. */
  public static final Hints EXPLAIN = new Hints(null, null, true);
}
