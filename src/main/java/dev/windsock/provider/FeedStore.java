package dev.windsock.provider;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Term;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts that came unasked, as readings, one a symbol, within a budget of bytes: the symbols that
 * were longest left alone go first. Single-threaded.
 */
final class FeedStore {
  private static final int ENTRY_BYTES = 200;
  private static final int POST_BYTES = 150;
  private static final int TERM_BYTES = 72;

  private final long maxBytes;
  private final Map<String, Reading> readings = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  FeedStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable Reading get(String symbol) {
    return readings.get(symbol);
  }

  void put(Reading reading) {
    Reading before = readings.put(reading.symbol(), reading);
    bytes += bytes(reading) - (before == null ? 0 : bytes(before));
    Iterator<Reading> eldest = readings.values().iterator();
    while (bytes > maxBytes && readings.size() > 1) {
      bytes -= bytes(eldest.next());
      eldest.remove();
    }
  }

  long bytes() {
    return bytes;
  }

  int size() {
    return readings.size();
  }

  /** What a reading weighs on the heap, roughly. */
  static long bytes(Reading reading) {
    long sum = ENTRY_BYTES;
    for (ScoredPost post : reading.posts()) {
      sum += POST_BYTES + length(post.id()) + length(post.url()) + length(post.author());
      for (Term term : post.terms()) {
        sum += TERM_BYTES + length(term.text());
      }
    }
    return sum;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length() + 40;
  }
}
