package dev.windsock.http;

import dev.windsock.bus.ProviderMessages.OwnPost;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Symbol;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of a body to one of the caller's own posts. */
final class PostReader {
  private static final int MAX_ID = 200;
  private static final int MAX_TEXT = 100_000;
  private static final int MAX_NAME = 200;
  private static final int MAX_URL = 2_000;
  private static final int MAX_SYMBOLS = 16;
  private static final int MAX_SYMBOL = 18;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /** Clocks differ; a post from further in the future is a mistake. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private PostReader() {}

  /**
   * Reads a post.
   *
   * @throws InvalidValueException naming the member that does not fit
   */
  static OwnPost read(Item item, long nowMillis) {
    InvalidValueException bad = item.bad();
    if (bad != null) {
      throw bad;
    }
    String id = item.text("id", MAX_ID);
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidValueException("id", id, "a text without control characters");
    }
    return new OwnPost(
        id,
        item.text("text", MAX_TEXT),
        publishedAt(item, nowMillis),
        symbols(item),
        item.nameOrNull("author", MAX_NAME),
        url(item),
        item.countOrNull("engagement"),
        item.nameOrNull("source", MAX_NAME));
  }

  private static Instant publishedAt(Item item, long nowMillis) {
    String text = item.text("published_at", 64);
    Instant latest = Instant.ofEpochMilli(nowMillis).plus(MAX_AHEAD);
    try {
      Instant published = OffsetDateTime.parse(text).toInstant();
      if (!published.isBefore(EARLIEST) && !published.isAfter(latest)) {
        return published;
      }
    } catch (DateTimeException e) {
      // Told below, together with what is out of range.
    }
    throw new InvalidValueException(
        "published_at", text, "an RFC 3339 time from 2000 to now, as in 2026-11-23T12:00:00Z");
  }

  private static List<String> symbols(Item item) {
    List<String> symbols = new ArrayList<>();
    List<String> texts = item.texts("symbols", MAX_SYMBOLS, MAX_SYMBOL);
    for (int i = 0; i < texts.size(); i++) {
      try {
        symbols.add(Symbol.parse(texts.get(i)).code());
      } catch (InvalidValueException e) {
        throw new InvalidValueException("symbols[" + i + "]", texts.get(i), e.allowed());
      }
    }
    return symbols;
  }

  /** Links end up in pages: nothing but the web's own schemes may pass. */
  private static @Nullable String url(Item item) {
    String text = item.nameOrNull("url", MAX_URL);
    if (text == null) {
      return null;
    }
    try {
      URI uri = new URI(text);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Told below, together with the wrong schemes.
    }
    throw new InvalidValueException("url", text, "an http or https URL");
  }
}
