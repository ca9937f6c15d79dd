package dev.windsock.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One post as an upstream told it, with its text: it lives until it is scored and no longer. The
 * constructor makes every part safe to carry (no control characters, no unpaired surrogates,
 * bounded lengths, web addresses only).
 *
 * @param id the upstream's id; the hash of one that is very long
 * @param text plain text, decoded, at most 20,000 characters
 * @param author the author's name, or null where unknown
 * @param publishedAtMillis when it was published, wall time in ms, as the upstream claims
 * @param language an ISO 639-1 code that the upstream gave, or null
 * @param url where it can be read, or null
 * @param symbols canonical codes that the upstream itself ties it to; empty where it ties none
 * @param engagement how others reacted
 * @param nativeScore the author's own label or the upstream's score, −1 to 1, or null
 * @param isCount whether it is no post at all but a count of interest (its views): it tells
 *     attention and nobody's opinion
 */
public record Post(
    String id,
    String text,
    @Nullable String author,
    long publishedAtMillis,
    @Nullable String language,
    @Nullable String url,
    List<String> symbols,
    Engagement engagement,
    @Nullable Double nativeScore,
    boolean isCount) {
  public Post {
    id = CleanText.id(id);
    text = CleanText.text(text);
    url = CleanText.url(url);
    symbols = List.copyOf(symbols);
    if (nativeScore != null) {
      nativeScore = nativeScore.isNaN() ? null : Math.max(-1, Math.min(1, nativeScore));
    }
  }

  /** A post that somebody wrote. */
  public Post(
      String id,
      String text,
      @Nullable String author,
      long publishedAtMillis,
      @Nullable String language,
      @Nullable String url,
      List<String> symbols,
      Engagement engagement,
      @Nullable Double nativeScore) {
    this(
        id,
        text,
        author,
        publishedAtMillis,
        language,
        url,
        symbols,
        engagement,
        nativeScore,
        false);
  }

  /** A count of interest in the time up to an instant. */
  public static Post count(String id, long atMillis, long views, @Nullable String url) {
    Engagement engagement = new Engagement(null, null, null, Math.max(0, views), null);
    return new Post(id, "", null, atMillis, null, url, List.of(), engagement, null, true);
  }

  /** Without the text: it is nobody's to print. */
  @Override
  public String toString() {
    return "Post[" + id + "]";
  }
}
